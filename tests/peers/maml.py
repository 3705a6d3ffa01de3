"""The peer of `./lab bench maml`: second-order MAML as a loop over tasks, as papers' code has it in PyTorch."""

import math
import sys
import time

import peer

torch = peer.load_torch()
from torch.nn import functional as F  # noqa: E402


def forward(weights, x):
    """An MLP; weights and biases in turn."""
    for i in range(0, len(weights) - 2, 2):
        x = F.relu(F.linear(x, weights[i], weights[i + 1]))
    return F.linear(x, weights[-2], weights[-1])


def main():
    arrays, notes = peer.read(torch, sys.argv[1])
    start_weights = [array for name, array in arrays.items() if name.startswith("net.")]
    names = ("support.inputs", "support.targets", "query.inputs", "query.targets")
    parts = [arrays[name] for name in names]  # each (iterations, tasks, n, 1)
    iterations, tasks = parts[0].shape[:2]
    inner_rate, rate = float(notes["inner rate"]), float(notes["rate"])

    def work():
        weights = [w.clone().requires_grad_() for w in start_weights]
        losses = []
        start = time.perf_counter()
        adam = torch.optim.Adam(weights, lr=rate)
        for i in range(iterations):
            adam.zero_grad(set_to_none=True)
            after = 0.0
            for t in range(tasks):
                x, y, query_x, query_y = (part[i, t] for part in parts)
                loss = F.mse_loss(forward(weights, x), y)
                slopes = torch.autograd.grad(loss, weights, create_graph=True)
                fast = [w - inner_rate * slope for w, slope in zip(weights, slopes)]
                query = F.mse_loss(forward(fast, query_x), query_y) / tasks
                query.backward()
                after += query.item()
            adam.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * i / iterations)) / 2
            adam.step()
            losses.append(after)
        return time.perf_counter() - start, losses

    peer.serve(work)


main()
