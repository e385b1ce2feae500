"""Videos that tests write: AVI with a JPEG picture for each frame."""

import io
import struct
from pathlib import Path

import numpy as np
from PIL import Image


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def write_avi(path: Path, frames: list[bytes], size: tuple[int, int], fps: int) -> Path:
    """`frames`: JPEG files."""
    width, height = size
    count, largest = len(frames), max(map(len, frames), default=0)
    main = struct.pack("<14I", 1_000_000 // fps, largest * fps, 0, 0x10, count, 0, 1, largest, width, height, 0, 0, 0, 0)
    stream = struct.pack("<4s4sIHHIIIIIIII4H", b"vids", b"MJPG", 0, 0, 0, 0, 1, fps, 0, count, largest, 10_000, 0, 0, 0, width & 0xFFFF, height & 0xFFFF)
    picture = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", 3 * width * height, 0, 0, 0, 0)
    header = chunk(b"LIST", b"hdrl" + chunk(b"avih", main) + chunk(b"LIST", b"strl" + chunk(b"strh", stream) + chunk(b"strf", picture)))
    body, index = b"movi", b""
    for frame in frames:
        index += struct.pack("<4sIII", b"00dc", 0x10, len(body), len(frame))
        body += chunk(b"00dc", frame)
    path.write_bytes(chunk(b"RIFF", b"AVI " + header + chunk(b"LIST", body) + chunk(b"idx1", index)))
    return path


def write_noise(path: Path, count: int, size: tuple[int, int] = (128, 96), fps: int = 10, seed: int = 0) -> Path:
    """A video of random pictures, about 12 kB each."""
    draw, frames = np.random.default_rng(seed), []
    for _ in range(count):
        data = io.BytesIO()
        Image.fromarray(draw.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)).save(data, "JPEG", quality=90)
        frames.append(data.getvalue())
    return write_avi(path, frames, size, fps)
