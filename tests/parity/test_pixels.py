"""Decoding, resampling and preprocessing against Pillow and transformers."""

import json

import numpy as np
import pytest
import torch
from PIL import Image, ImageOps
import transformers
from families import FAMILIES
from harness import channels_last, pixels_in

RNG = np.random.default_rng(3)
# Configs by name, each with both of the reference's classes. Pillow's own resampling is met to the bit; torchvision
# rounds its weights more coarsely.
CONFIGS = {name: config for family in FAMILIES.values() for name, config in family.image_processors.items()}
LAID_OUT = {name: family.reference_pixels for family in FAMILIES.values() for name in family.image_processors}
LIMITS = {"pil": 0.01, "torchvision": 2.01}
CLIP = CONFIGS["clip"]
LANCZOS = 1


def backends_of(config):
    """Most classes have a twin; others are of one backend alone."""
    kind = config["image_processor_type"]
    if not hasattr(transformers, kind + "Pil"):
        return ["torchvision" if any("Torchvision" in base.__name__ for base in getattr(transformers, kind).__mro__) else "pil"]
    # torchvision has no Lanczos filter before 0.27; transformers then takes another one.
    return ["pil"] if config.get("resample") == LANCZOS else list(LIMITS)


RUNS = [(name, backend) for name, config in CONFIGS.items() for backend in backends_of(config)]


def processor_of(config, backend):
    plain = getattr(transformers, config["image_processor_type"])
    kind = getattr(transformers, config["image_processor_type"] + "Pil", channels_last(plain)) if backend == "pil" else plain
    return kind(**{key: value for key, value in config.items() if key != "image_processor_type"})


def resize_width_first(image, size, resample=None, **ignored):
    """Image.resize as up to Pillow 12. Pillow 13 may shrink the height first, which torchvision does not."""
    return pillow_resize(pillow_resize(image, (size[0], image.height), resample), size, resample)


pillow_resize = Image.Image.resize


def photo(width, height):
    """Smooth shapes with some texture: a picture in which every error of resampling or chroma shows."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    planes = [np.sin(x / (9 + 7 * c) + c) + np.cos(y / (13 - 3 * c)) + np.sin((x + y) / (31 + c)) for c in range(3)]
    pixels = np.stack(planes, -1) * 40 + 128 + RNG.normal(0, 6, (height, width, 3))
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def reference(path):
    with Image.open(path) as image:
        return np.asarray(ImageOps.exif_transpose(image).convert("RGB"))


def decode(run, folder, paths, window="auto"):
    entries = json.loads(run("parity_pixels", "decode", folder, window, *paths))
    for i, entry in enumerate(entries):
        if "error" not in entry:
            raw = np.fromfile(folder / f"{i}.raw", np.uint8)
            entry["pixels"] = raw.reshape(entry["height"], entry["width"], 3)
    return entries


def compare_decoded(run, tmp_path, paths, limit, window="auto"):
    worst, total, count = 0, 0.0, 0
    for path, entry in zip(paths, decode(run, tmp_path, paths, window)):
        assert "error" not in entry, entry
        expected = reference(path)
        assert entry["probed"] == [expected.shape[1], expected.shape[0]], path
        assert entry["pixels"].shape == expected.shape, path
        difference = np.abs(entry["pixels"].astype(int) - expected)
        assert difference.max() <= limit, f"{path}: {difference.max()}"
        worst, total, count = max(worst, difference.max()), total + difference.sum(), count + difference.size
    print(f"{len(paths)} files: max {worst}, mean {total / count:.6f}")


def real_images(data, count=40):
    sroie = sorted((data / "sroie" / "images").glob("*.jpg"))
    rad = sorted((data / "vqa_rad").rglob("*.jpg"))
    demo = sorted((data / "llamafactory_demo").rglob("*.jpg"))
    return sroie[:: max(1, len(sroie) // count)] + rad[:: max(1, len(rad) // count)] + demo


def test_real_files_decode_as_pillow(run, data, tmp_path):
    compare_decoded(run, tmp_path, real_images(data), 2)


def made_files(folder):
    rgb = photo(157, 93)
    grey, alpha = rgb.convert("L"), photo(157, 93).convert("L")
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    palette = rgb.quantize(61)
    saves = []

    def save(image, name, **options):
        image.save(folder / name, **options)
        saves.append(folder / name)

    for sampling in ("4:4:4", "4:2:2", "4:2:0"):
        for progressive in (False, True):
            name = f"{sampling.replace(':', '')}{'p' if progressive else ''}.jpg"
            save(rgb, name, subsampling=sampling, progressive=progressive, quality=88)
    save(grey, "grey.jpg")
    save(rgb.convert("CMYK"), "cmyk.jpg", quality=95)
    for image, name in ((rgb, "rgb"), (grey, "grey"), (rgba, "rgba"), (palette, "palette"), (grey.convert("1"), "bilevel")):
        save(image, name + ".png")
        save(image, name + ".tiff")
    save(grey.convert("LA"), "la.png")
    save(palette, "clear.png", transparency=3)
    save(rgb.quantize(3), "palette2.png", bits=2)
    save(grey, "clear_grey.png", transparency=80)
    save(rgb, "clear_rgb.png", transparency=(3, 4, 5))
    save(rgb.convert("CMYK"), "cmyk.tiff")
    for image, name in ((rgb, "rgb"), (grey, "grey"), (rgba, "rgba"), (palette, "palette"), (grey.convert("1"), "bilevel")):
        save(image, name + ".bmp")
    save(rgb.quantize(13), "palette4.bmp", bits=4)
    for image, name in ((palette, "palette"), (grey, "grey"), (rgb.quantize(2), "two")):
        for interlaced in (0, 1):
            save(image, f"{name}{interlaced}.gif", interlace=interlaced)
    save(palette, "clear.gif", transparency=3)
    save(rgb.quantize(256), "animated.gif", save_all=True, append_images=[photo(157, 93).quantize(9)])
    for image, name in ((rgb, "rgb"), (grey, "grey"), (rgba, "rgba"), (grey.convert("LA"), "la")):
        for kind in ("jp2", "j2k"):
            save(image, f"{name}.{kind}")
    save(rgb, "lossy.jp2", irreversible=True, quality_mode="dB", quality_layers=[42])
    save(rgb, "tiles.jp2", tile_size=(64, 64))
    save(rgb, "ycc.jp2", mct=1)
    for compression in ("tiff_lzw", "tiff_deflate", "packbits", "jpeg", "tiff_adobe_deflate"):
        save(rgb, compression + ".tiff", compression=compression)
    save(grey.convert("1"), "group4.tiff", compression="group4")
    save(rgb, "lossy.webp", quality=80)
    save(rgb, "lossless.webp", lossless=True)
    save(rgba, "alpha.webp", quality=80)
    save(rgba, "alpha_lossless.webp", lossless=True)
    save(rgb, "animated.webp", save_all=True, append_images=[photo(157, 93)], lossless=True)
    save(rgb, "animated.png", save_all=True, append_images=[photo(157, 93)])
    save(rgb, "pages.tiff", save_all=True, append_images=[photo(40, 40)])
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        for name in ("jpg", "png", "webp", "tiff"):
            options = {"lossless": True} if name == "webp" else {}
            save(rgb, f"orientation{orientation}.{name}", exif=exif, **options)
    return saves


def test_every_mode_decodes_as_pillow(run, tmp_path):
    files, out = tmp_path / "files", tmp_path / "out"
    files.mkdir(), out.mkdir()
    compare_decoded(run, out, made_files(files), 2)


def deep_files(folder):
    """16-bit greys as Pillow clips them, up to a little above 255."""
    deep = np.asarray(photo(157, 93).convert("L")).astype(np.uint16) * 3
    paths = [folder / f"deep.{kind}" for kind in ("png", "tiff")]
    for path in paths:
        Image.fromarray(deep).save(path)
    return paths


def test_deep_greys_clip_as_pillow(run, tmp_path):
    compare_decoded(run, tmp_path, deep_files(tmp_path), 2, window="clip")


def test_deep_greys_are_their_eight_bit_twin(run, tmp_path):
    """A picture of the bits that it uses is the same picture with 8 bits."""
    eight = np.asarray(photo(157, 93).convert("L"))
    for bits in (10, 12, 16):
        deep = np.round(eight * ((2**bits - 1) / 255)).astype(np.uint16)
        paths = [tmp_path / f"{bits}.{kind}" for kind in ("png", "tiff", "jp2")]
        for path in paths:
            Image.fromarray(deep).save(path)
        for path, entry in zip(paths, decode(run, tmp_path, paths)):
            assert np.abs(entry["pixels"][..., 0].astype(int) - eight).max() <= 1, (path, entry["pixels"].max())


def test_avif_decodes_as_pillow(run, tmp_path):
    """Two libraries turn colours from YUV to RGB by their own arithmetic, and enlarge coarser colours another way."""
    saves = [
        ("coarse", photo(157, 93), {"quality": 90}, (24, 2.5)),
        ("fine", photo(158, 94), {"quality": 95, "subsampling": "4:4:4"}, (4, 1)),
        ("grey", photo(157, 93).convert("L"), {"quality": 90}, (2, 0.5)),
        ("animated", photo(64, 64), {"quality": 90, "save_all": True, "append_images": [photo(64, 64)]}, (24, 2.5)),
    ]
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        saves.append((f"orientation{orientation}", photo(158, 94), {"quality": 95, "subsampling": "4:4:4", "exif": exif}, (4, 1)))
    paths = [tmp_path / f"{name}.avif" for name, *_ in saves]
    for path, (_, image, options, _) in zip(paths, saves):
        image.save(path, **options)
    for path, entry, (*_, (highest, mean)) in zip(paths, decode(run, tmp_path, paths), saves):
        assert "error" not in entry, entry
        expected = reference(path)
        assert entry["probed"] == [expected.shape[1], expected.shape[0]], path
        difference = np.abs(entry["pixels"].astype(int) - expected)
        print(f"{path.name}: max {difference.max()}, mean {difference.mean():.3f}")
        assert difference.max() <= highest and difference.mean() <= mean, (path, difference.max(), difference.mean())


def test_truncated_files_are_errors(run, tmp_path):
    files, out = tmp_path / "files", tmp_path / "out"
    files.mkdir(), out.mkdir()
    parts = []
    for path in made_files(files):
        if path.stem in ("pages", "animated"):
            continue  # their first picture may stand whole in a half
        whole = path.read_bytes()
        for part in (0.3, 0.6, 0.9):
            parts.append(files / f"{part}-{path.name}")
            parts[-1].write_bytes(whole[: int(len(whole) * part)])
    for path, entry in zip(parts, decode(run, out, parts)):
        if "error" in entry:
            assert path.name in entry["error"]
        else:  # all that was cut off says nothing of the pixels
            original = reference(files / path.name.split("-", 1)[1])
            assert np.abs(entry["pixels"].astype(int) - original).max() <= 2, path


@pytest.mark.parametrize("filter", ["bilinear", "bicubic", "lanczos"])
def test_resize_is_pillows_to_the_bit(run, tmp_path, filter):
    sizes = [(1, 1), (2, 300), (300, 2), (157, 93), (158, 93), (157, 40), (64, 64), (500, 400), (29, 27), (1, 93), (37, 61)]
    for source in [(157, 93), (1, 1), (33, 1), (800, 1200), (1990, 10)]:
        path = tmp_path / "source.png"
        image = photo(*source)
        image.save(path)
        flat = [str(n) for size in sizes for n in size]
        run("parity_pixels", "resize", tmp_path, path, filter, *flat)
        for i, size in enumerate(sizes):
            ours = np.fromfile(tmp_path / f"{i}.raw", np.uint8).reshape(size[1], size[0], 3)
            kind = getattr(Image.Resampling, filter.upper())
            theirs = np.asarray(resize_width_first(image, size, kind))
            drop = image.height - size[1]
            if drop <= 0 or drop <= 2 * (image.width - size[0]):  # Pillow 13 takes the width first here, too
                assert (theirs == np.asarray(image.resize(size, kind))).all()
            assert (ours == theirs).all(), f"{source} -> {size}: {np.abs(ours.astype(int) - theirs).max()}"


def process(run, folder, config, paths):
    (folder / "config.json").write_text(json.dumps(config))
    entries = json.loads(run("parity_pixels", "process", folder, folder / "config.json", *paths))
    for i, entry in enumerate(entries):
        assert "error" not in entry, (paths[i], entry)
        entry["values"] = np.fromfile(folder / f"{i}.raw", np.float32).reshape(entry["shape"])
    return entries


def sized_images(folder):
    sizes = [(1, 1), (27, 29), (56, 56), (640, 480), (4000, 3000), (1990, 10), (3, 597), (199, 1), (1003, 997), (28, 336)]
    paths = []
    for i, size in enumerate(sizes):
        paths.append(folder / f"{size[0]}x{size[1]}.{('png', 'jpg', 'webp', 'tiff')[i % 4]}")
        photo(*size).save(paths[-1])
    return paths


def check_processor(run, folder, config, processor, paths, limit, laid_out=None):
    """Differences in units of 1/255 before normalization. `laid_out`: our pixels as the reference has them."""
    entries = process(run, folder, config, paths)
    for entry in entries if laid_out else ():
        entry["values"] = laid_out(torch.from_numpy(entry["values"])).numpy()
        entry["shape"] = entry["values"].shape
    deviation = np.array(processor.image_std, np.float32)
    worst, total, count = 0.0, 0.0, 0
    for path, entry in zip(paths, entries):
        out = processor(Image.fromarray(reference(path)), return_tensors="pt")
        [name] = pixels_in(out)
        theirs = out[name].numpy()
        while theirs.ndim > 4:  # pictures of texts, tiles of pictures
            [theirs] = theirs
        if "image_grid_thw" in out:
            assert entry["grids"] == out["image_grid_thw"].tolist(), path
            assert entry["tokens"] == int(out["image_grid_thw"].prod()) // 4
        if "num_crops" in out:
            assert entry["tokens"] == 256 * (1 + int(out["num_crops"].sum()))
        assert tuple(entry["shape"]) == theirs.shape, path
        difference = np.abs(before_normalization(entry["values"] - theirs, deviation)) * 255
        assert difference.max() <= limit, f"{path}: {difference.max()}"
        worst, total, count = max(worst, difference.max()), total + float(difference.sum()), count + difference.size
    print(f"{type(processor).__name__}: {len(paths)} images, max {worst:.4f}/255, mean {total / count:.6f}/255")


def before_normalization(difference, deviation):
    """Of pictures [n, 3, height, width], or patches [n, 3 * values]."""
    return difference.reshape(len(difference), 3, -1) * deviation[:, None]


@pytest.mark.parametrize("name,backend", RUNS)
def test_processor_on_real_images(run, data, tmp_path, monkeypatch, name, backend):
    monkeypatch.setattr(Image.Image, "resize", resize_width_first)
    config = CONFIGS[name]
    check_processor(run, tmp_path, config, processor_of(config, backend), real_images(data, 15), LIMITS[backend], LAID_OUT[name])


@pytest.mark.parametrize("name,backend", RUNS)
def test_processor_on_sizes(run, tmp_path, monkeypatch, name, backend):
    monkeypatch.setattr(Image.Image, "resize", resize_width_first)
    config = CONFIGS[name]
    check_processor(run, tmp_path, config, processor_of(config, backend), sized_images(tmp_path), LIMITS[backend], LAID_OUT[name])


@pytest.mark.parametrize("crop", [(5, 8), (336, 336), (41, 90), (90, 41), (91, 92)])
@pytest.mark.parametrize("size", [(40, 91), (41, 90), (17, 200)])
def test_center_crop_and_padding(run, tmp_path, crop, size):
    config = dict(CLIP, do_resize=False, crop_size={"height": crop[0], "width": crop[1]})
    path = tmp_path / "a.png"
    photo(*size).save(path)
    check_processor(run, tmp_path, config, processor_of(config, "torchvision"), [path], LIMITS["pil"])


@pytest.mark.parametrize("kind", sorted({config["image_processor_type"] for config in CONFIGS.values()}))
def test_saved_configs_are_read(run, tmp_path, kind):
    """What transformers itself writes, nulls and all."""
    path = tmp_path / "a.png"
    photo(300, 200).save(path)
    # Classes whose own sizes do not go together are made with those of a record.
    name, sizes = next((name, config) for name, config in CONFIGS.items() if config["image_processor_type"] == kind)
    own = {key: value for key, value in sizes.items() if key in ("size", "crop_size") and sizes.keys() >= {"crop_size", "image_grid_pinpoints"}}
    processor = getattr(transformers, kind)(**({key: 336 for key in own} if own else {}))
    processor.save_pretrained(tmp_path)
    config = json.loads((tmp_path / "preprocessor_config.json").read_text())
    if processor.resample == LANCZOS:
        processor = getattr(transformers, kind + "Pil")()
    check_processor(run, tmp_path, config, processor, [path], LIMITS["torchvision"], LAID_OUT[name])
