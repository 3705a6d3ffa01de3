/**
 * The lab's own Jupyter kernel for Java: JShell inside, jjava-jupyter for the protocol.
 *
 * <p>A cell travels like this: {@code Connection} receives it, {@code JavaKernel} takes it up,
 * {@code Cell} cuts it into snippets, {@code Shell} gives each to JShell, {@code CellLoader} loads
 * what JShell compiled (woven by {@code Instrument}, so that it can be stopped), {@code CellThread}
 * runs it, and {@code Errors} says in plain words what went wrong.
 */
package adapt4j.kernel;
