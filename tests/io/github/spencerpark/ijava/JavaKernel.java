package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.kernel.BaseKernel;

/** A stand-in for IJava's kernel class. */
public class JavaKernel extends BaseKernel {}
