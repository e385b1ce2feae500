"""The borders of the house: core and the command line know no Qt, Qt code knows no torch, torch-free rooms stay so."""

import functools
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = (".h", ".cpp", ".cu", ".cuh")
TORCH = re.compile(r"^(torch|ATen|c10|caffe2)/")
QT = re.compile(r"^(Qt[A-Z]\w*(/|$)|Q[A-Z]\w*$|q[a-z]+\.h$)")
ROOM = re.compile(r"^atelier_room\(([^)]*)\)", re.M)


@functools.cache
def rooms():
    """Name -> (may know torch, rooms it depends on), as the rooms' CMakeLists.txt declare it."""
    found = {}
    for path in sorted((ROOT / "core").glob("*/CMakeLists.txt")):
        declared = ROOM.search(path.read_text())
        assert declared, f"{path} declares no room"
        name, *words = declared[1].split()
        assert name == path.parent.name, f"{path} declares {name}"
        depends = words[words.index("DEPENDS") + 1:] if "DEPENDS" in words else []
        found[name] = ("TORCH" in words, set(depends))
    return found


def torch_free():
    return [name for name, (torch, _) in rooms().items() if not torch]


def files(*folders):
    found = [p for f in folders for p in sorted((ROOT / f).rglob("*")) if p.suffix in CODE]
    assert found or folders in [("ui", "widgets", "app/studio")], f"nothing to look at in {folders}"
    return found


@functools.cache
def includes(path: Path):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', path.read_text(errors="replace"), re.M)


@functools.cache
def foreign(path: Path):
    """Headers from outside the project that a file includes, directly or through ours."""
    found, seen, waiting = set(), set(), [path]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        for name in includes(one):
            ours = next((p for p in (one.parent / name, ROOT / "core" / name, ROOT / "app/cli" / name, ROOT / name,
                                     ROOT / "widgets" / name, ROOT / "ui" / name) if p.is_file()), None)
            if ours:
                waiting.append(ours.resolve())
            else:
                found.add(name)
    return found


def offenders(paths, pattern):
    return {str(p.relative_to(ROOT)): sorted(filter(pattern.search, foreign(p))) for p in paths
            if any(map(pattern.search, foreign(p)))}


def test_the_patterns_know_what_they_look_for():
    assert QT.search("QWidget") and QT.search("QtCore/QObject") and QT.search("qcustomplot.h")
    assert not QT.search("queue") and not QT.search("quant/nf4.h")
    assert TORCH.search("torch/torch.h") and TORCH.search("c10/util/Exception.h")
    assert offenders([ROOT / "core/nn/linear.h"], TORCH), "the search itself finds nothing"


def test_core_and_command_line_include_no_qt():
    assert offenders(files("core", "app/cli"), QT) == {}


def test_window_and_command_line_include_no_torch():
    assert offenders(files("ui", "widgets", "app/studio", "app/cli"), TORCH) == {}


def test_torch_free_rooms_include_no_torch():
    assert offenders(files(*(f"core/{room}" for room in torch_free())), TORCH) == {}


def test_arrow_stays_in_its_part():
    arrow = re.compile(r"^(arrow|parquet)/")
    inside = ROOT / "core/data/formats/parquet"
    assert offenders(files("core/data/formats/parquet"), arrow), "the search itself finds nothing"
    assert offenders([p for p in files("core", "app/cli", "ui", "widgets") if inside not in p.parents], arrow) == {}


def needed(path: Path):
    done = subprocess.run(["readelf", "-d", str(path)], capture_output=True, text=True, check=True)
    return set(re.findall(r"\(NEEDED\).*\[(.+?)\]", done.stdout))


def all_needed(path: Path):
    """Names of every library, direct or not, as the loader finds them."""
    done = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=True)
    names = set(re.findall(r"^\s*(\S+)", done.stdout, re.M)) | needed(path)
    return {Path(name).name for name in names}


BINARIES = ["lib/libatelier_base.so", "lib/libatelier_engine.so", "lib/libatelier_cli.so", "bin/atelier"]


@pytest.mark.parametrize("name", BINARIES)
def test_no_binary_of_core_links_qt(build, name):
    qt = {one for one in all_needed(build / name) if re.match(r"libQt\d|libqcustomplot", one)}
    assert qt == set()


@pytest.mark.parametrize("name", ["lib/libatelier_base.so", "lib/libatelier_cli.so", "bin/atelier"])
def test_base_and_program_link_no_torch(build, name):
    assert {one for one in all_needed(build / name) if re.match(r"lib(torch|c10|cuda|nccl|cudnn)", one)} == set()


def test_the_engine_links_torch(build):
    assert any(one.startswith("libtorch") for one in all_needed(build / "lib/libatelier_engine.so"))


@pytest.mark.parametrize("name", BINARIES)
def test_arrow_ffmpeg_and_curl_are_loaded_at_need(build, name):
    assert {one for one in all_needed(build / name) if re.match(r"lib(arrow|parquet|avcodec|avformat|curl|ssl)", one)} == set()


def test_ffmpeg_stays_in_its_part():
    ffmpeg = re.compile(r"^lib(av\w+|swscale)/")
    inside = ROOT / "core/vision/video/ffmpeg"
    assert offenders(files("core/vision/video/ffmpeg"), ffmpeg), "the search itself finds nothing"
    assert offenders([p for p in files("core", "app/cli", "ui", "widgets") if inside not in p.parents], ffmpeg) == {}


def test_curl_and_openssl_stay_in_their_part():
    curl = re.compile(r"^(curl|openssl)/")
    inside = ROOT / "core/hub/curl"
    assert offenders(files("core/hub/curl"), curl), "the search itself finds nothing"
    assert offenders([p for p in files("core", "app/cli", "ui", "widgets") if inside not in p.parents], curl) == {}


def test_every_folder_of_core_is_a_room():
    assert {p.name for p in (ROOT / "core").iterdir() if p.is_dir()} == set(rooms())


def test_rooms_include_what_they_declare():
    """And nothing that they do not declare."""
    wrong, unused = {}, {}
    for room, (_, depends) in rooms().items():
        seen = set()
        for path in files(f"core/{room}"):
            used = {name.split("/")[0] for name in includes(path) if "/" in name} & set(rooms()) - {room}
            seen |= used
            if used - depends:
                wrong[str(path.relative_to(ROOT))] = sorted(used - depends)
        if depends - seen:
            unused[room] = sorted(depends - seen)
    assert wrong == {}
    assert unused == {}


def test_rooms_make_no_circle():
    order = []

    def visit(room, path):
        assert room not in path, " -> ".join([*path, room])
        if room not in order:
            for other in sorted(rooms()[room][1]):
                visit(other, [*path, room])
            order.append(room)

    for room in rooms():
        visit(room, [])


def test_no_torch_free_room_depends_on_one_with_torch():
    assert {room: sorted(depends - set(torch_free())) for room, (torch, depends) in rooms().items()
            if not torch and depends - set(torch_free())} == {}


def test_training_knows_neither_engine_nor_client():
    reached, waiting = set(), {"training"}
    while waiting:
        room = waiting.pop()
        reached.add(room)
        waiting |= rooms()[room][1] - reached
    assert reached.isdisjoint({"engine", "client"})
