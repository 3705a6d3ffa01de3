"""What the peers share: reading the work, refusing an unfair comparison, doing rounds when asked.

Run by itself it says whether PyTorch is here and can fairly be compared with.
"""

import json
import os
import re
import struct
import sys

INSTALL = "sudo apt-get install python3-torch libopenblas0-pthread"


def blas_trouble(maps, threads):
    """Why the BLAS in the memory map of this process makes PyTorch slower than it needs to be.

    Debian links PyTorch with any libblas.so.3. Its reference BLAS is for correctness, not for speed:
    PyTorch is 15 times slower with it than with OpenBLAS. None if there is nothing to say against it;
    a PyTorch that has its BLAS inside, such as pip's with MKL, maps no libblas.
    """
    files = {line.split()[-1] for line in maps.splitlines() if "/" in line}
    for file in sorted(file for file in files if re.search(r"/libblas\.so[^/]*$", file)):
        if not re.search(r"openblas|atlas|blis|mkl", file):
            return f"PyTorch runs on the slow reference BLAS here ({file})"
        if "openblas-serial" in file and threads > 1:
            return f"PyTorch runs on a BLAS of one thread here ({file}), ours on {threads}"
    return None


def threads():
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def load_torch():
    """PyTorch, or the end of this program with the reason and the cure."""
    try:
        import torch
    except ImportError:
        sys.exit(f"PyTorch for Python is not installed: {INSTALL}")
    with open("/proc/self/maps") as maps:
        trouble = blas_trouble(maps.read(), threads())
    if trouble:
        sys.exit(f"{trouble}. That would be unfair: sudo apt-get install libopenblas0-pthread")
    torch.set_num_threads(threads())
    return torch


def read(torch, file):
    """The arrays and the notes of a safetensors file."""
    types = {"F32": torch.float32, "I64": torch.int64}
    with open(file, "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
        data = bytearray(f.read())
    notes = header.pop("__metadata__", {})
    arrays = {}
    for name, about in header.items():
        start, end = about["data_offsets"]
        one = torch.frombuffer(data[start:end], dtype=types[about["dtype"]])
        arrays[name] = one.reshape(about["shape"]).clone()
    return arrays, notes


def serve(work):
    """Answers each line "go" with the seconds of a round and its losses, until the input ends."""
    for line in sys.stdin:
        if line.strip() != "go":
            sys.exit(f"Asked for {line.strip()!r}, but it is only known how to go.")
        seconds, losses = work()
        print(seconds, *losses, flush=True)


def main():
    torch = load_torch()
    with open("/proc/self/maps") as maps:
        blas = re.search(r"(openblas|atlas|blis|mkl)[^/\n]*/libblas\.so", maps.read())
    print(
        f"The peer: PyTorch {torch.__version__} from Python {sys.version.split()[0]},"
        f" {blas.group(1) if blas else 'its own BLAS'}, threads: {torch.get_num_threads()}."
    )


if __name__ == "__main__":
    main()
