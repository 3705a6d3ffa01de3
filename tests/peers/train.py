"""The peer of `./lab bench train`: the training that TrainBench hands over, as one writes it in PyTorch.

The networks are lib/adapt4j/nn/Conv4.java, and lib/adapt4j/text/BertEncoder.java with BertLayer.java,
with or without lib/adapt4j/lora/LoraLinear.java. Their parts have the same names, and the weights are
loaded strictly: a part too few or too many is an error.
"""

import sys
import time

import peer

torch = peer.load_torch()
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


def conv4(arrays, notes):
    filters, channels = arrays["body.conv1.conv.weight"].shape[:2]
    classes, features = arrays["head.weight"].shape
    body = nn.Sequential()
    for i in range(1, 5):
        stage = nn.Sequential()
        stage.add_module("conv", nn.Conv2d(channels, filters, 3, stride=2, padding=1))
        stage.add_module("norm", nn.BatchNorm2d(filters))
        stage.add_module("relu", nn.ReLU())
        body.add_module(f"conv{i}", stage)
        channels = filters
    body.add_module("flatten", nn.Flatten())
    net = nn.Sequential()
    net.add_module("body", body)
    net.add_module("head", nn.Linear(features, classes))
    return net


class LoraLinear(nn.Linear):
    def __init__(self, inputs, outputs, rank, scale):
        super().__init__(inputs, outputs)
        self.scale = scale
        self.lora_A = nn.Parameter(torch.zeros(rank, inputs))
        self.lora_B = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x):
        return super().forward(x) + F.linear(F.linear(x, self.lora_A) * self.scale, self.lora_B)


class Layer(nn.Module):
    def __init__(self, path, arrays, notes):
        super().__init__()

        def linear(name):
            outputs, inputs = arrays[f"{path}.{name}.weight"].shape
            low = arrays.get(f"{path}.{name}.lora_A")
            if low is None:
                return nn.Linear(inputs, outputs)
            return LoraLinear(inputs, outputs, low.shape[0], float(notes["scale"]))

        def norm():
            return nn.LayerNorm(width, eps=1e-12)

        width = arrays[f"{path}.attention.self.query.weight"].shape[1]
        self.heads = int(notes["heads"])
        own = nn.ModuleDict({n: linear(f"attention.self.{n}") for n in ("query", "key", "value")})
        dense = nn.ModuleDict({"dense": linear("attention.output.dense"), "LayerNorm": norm()})
        self.attention = nn.ModuleDict({"self": own, "output": dense})
        self.intermediate = nn.ModuleDict({"dense": linear("intermediate.dense")})
        self.output = nn.ModuleDict({"dense": linear("output.dense"), "LayerNorm": norm()})

    def forward(self, x, mask):
        n, length, width = x.shape
        own, out = self.attention["self"], self.attention["output"]

        def split(y):
            return y.view(n, length, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = split(own["query"](x)), split(own["key"](x)), split(own["value"](x))
        scores = query @ key.transpose(2, 3) / (width // self.heads) ** 0.5
        context = (scores + mask).softmax(-1) @ value
        context = context.transpose(1, 2).reshape(n, length, width)
        attended = out["LayerNorm"](out["dense"](context) + x)
        inner = F.gelu(self.intermediate["dense"](attended))
        return self.output["LayerNorm"](self.output["dense"](inner) + attended)


class Bert(nn.Module):
    def __init__(self, arrays, notes):
        super().__init__()

        def table(name):
            return nn.Embedding(*arrays[f"body.embeddings.{name}.weight"].shape)

        width = arrays["body.embeddings.word_embeddings.weight"].shape[1]
        names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        self.embeddings = nn.ModuleDict({name: table(name) for name in names})
        self.embeddings["LayerNorm"] = nn.LayerNorm(width, eps=1e-12)
        count = len({name.split(".")[3] for name in arrays if name.startswith("body.encoder.layer.")})
        layers = (Layer(f"body.encoder.layer.{i}", arrays, notes) for i in range(count))
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(layers)})

    def forward(self, tokens):  # (n, length); -1 behind the end of a text
        real = tokens >= 0
        longest = int(real.sum(1).max())
        tokens, real = tokens[:, :longest], real[:, :longest].float()
        x = self.embeddings["word_embeddings"](tokens.clamp(min=0))
        x = x + self.embeddings["position_embeddings"](torch.arange(longest))
        x = x + self.embeddings["token_type_embeddings"](torch.zeros(1, dtype=torch.int64))
        x = self.embeddings["LayerNorm"](x)
        mask = ((real - 1) * 1e9)[:, None, None, :]
        for layer in self.encoder["layer"]:
            x = layer(x, mask)
        return (x * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)


def bert(arrays, notes):
    net = nn.Sequential()
    net.add_module("body", Bert(arrays, notes))
    net.add_module("head", nn.Linear(*reversed(arrays["head.weight"].shape)))
    return net


def theirs(name):
    """The name that PyTorch has for a parameter of DJL."""
    names = {"gamma": "weight", "beta": "bias", "runningMean": "running_mean", "runningVar": "running_var"}
    path, last = name.rsplit(".", 1)
    return f"{path}.{names.get(last, last)}"


def main():
    arrays, notes = peer.read(torch, sys.argv[1])
    ours = {n[len("net."):]: array for n, array in arrays.items() if n.startswith("net.")}
    net = {"conv4": conv4, "bert": bert}[notes["net"]](ours, notes)
    weights = {theirs(name): array for name, array in ours.items()}
    for name, buffer in net.named_buffers():
        if name.endswith("num_batches_tracked"):  # DJL does not count them, and nothing depends on it
            weights[name] = buffer.clone()
    net.load_state_dict(weights)
    trained = {theirs(name) for name in notes["trained"].split()}
    unknown = trained - {name for name, _ in net.named_parameters()}
    if unknown:
        sys.exit(f"There are no layers {sorted(unknown)} to be trained.")
    for name, parameter in net.named_parameters():
        parameter.requires_grad = name in trained
    inputs = arrays["inputs"].long() if notes["net"] == "bert" else arrays["inputs"]
    labels, batches, rate = arrays["labels"].long(), arrays["rows"], float(notes["rate"])

    def work():
        net.load_state_dict(weights)
        net.zero_grad(set_to_none=True)
        net.train()
        losses = []
        start = time.perf_counter()
        # Like ours in its betas, its epsilon and its correction of the moments, which are the defaults.
        adam = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=rate)
        for rows in batches:
            adam.zero_grad(set_to_none=True)
            loss = F.cross_entropy(net(inputs[rows]), labels[rows])
            loss.backward()
            adam.step()
            losses.append(loss.item())
        return time.perf_counter() - start, losses

    peer.serve(work)


main()
