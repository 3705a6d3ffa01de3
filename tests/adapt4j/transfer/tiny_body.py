"""Writes tiny-body.pt, a stand-in for a network of DJL's model zoo: python3 tiny_body.py"""
import pathlib
import torch

torch.manual_seed(1)
body = torch.nn.Sequential(
    torch.nn.Conv2d(3, 4, 3, stride=2),
    torch.nn.BatchNorm2d(4),
    torch.nn.ReLU(),
    torch.nn.AdaptiveAvgPool2d(1),
)
traced = torch.jit.script(body)
traced.save(str(pathlib.Path(__file__).with_name("tiny-body.pt")))
