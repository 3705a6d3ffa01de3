"""Writes gradients.pt, the TorchScript module behind Gradients.java.

DJL has no call for the gradient of a gradient; PyTorch has, and TorchScript can reach it. Run with any PyTorch
from 1.13 on: python3 gradients.py. The same PyTorch gives the same bytes.
"""

import io
import pathlib
import zipfile
from typing import List

import torch


class Gradients(torch.nn.Module):
    def forward(
        self, outputs: List[torch.Tensor], inputs: List[torch.Tensor], create_graph: torch.Tensor
    ) -> List[torch.Tensor]:
        create = bool(create_graph)
        found = torch.autograd.grad(outputs, inputs, None, create, create, True)
        result: List[torch.Tensor] = []
        for i in range(len(inputs)):
            gradient = found[i]
            if gradient is None:  # the output does not depend on this input
                result.append(torch.zeros_like(inputs[i]))
            else:
                result.append(gradient)
        return result


here = pathlib.Path(__file__).parent
buffer = io.BytesIO()
torch.jit.save(torch.jit.script(Gradients()), buffer)

# Written again without the debug records: they hold the path of this file.
with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(here / "gradients.pt", "w") as target:
    for name in source.namelist():
        if not name.endswith(".debug_pkl"):
            inside = name.split("/", 1)[1]
            target.writestr(zipfile.ZipInfo("gradients/" + inside), source.read(name))
