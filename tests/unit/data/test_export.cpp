#include "common/json.h"
#include "common/random.h"
#include "data/archive.h"
#include "data/export.h"
#include "data/formats/parquet_library.h"
#include "data/mask_runs.h"
#include "data/sample_json.h"
#include "imported.h"
#include "streamed.h"

#include <cmath>
#include <fstream>
#include <set>

using namespace atelier;
using namespace atelier::data;
namespace fs = std::filesystem;
using Role = Turn::Role;
using Shape = Region::Shape;

namespace {

const std::vector<std::string> kWords{"cat",       "a \"quoted\" word", "Straße",      "日本語",
                                      "x < y & z", "one,two;three",     "line\nbreak", "{\"a\":1}"};

std::string words(Random& random) {
    std::string text = kWords[random.below(kWords.size())];
    for (auto n = random.below(3); n > 0; --n)
        text += " " + kWords[random.below(kWords.size())];
    return text;
}

std::string line(Random& random) {
    std::string text = words(random);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

// An image of 200 x 100 pixels by its header, and of its own by its tail.
std::string imageBytes(int number) {
    std::string png = tinyPng();
    png[18] = 0;
    png[19] = static_cast<char>(200);
    png[22] = 0;
    png[23] = 100;
    return png + std::to_string(number);
}

fs::path medium(const ScratchFolder& folder, Random& random, Media::Kind kind) {
    static int number = 0;
    ++number;
    const std::string extension = kind == Media::Kind::Image ? ".png" : ".mp4";
    return folder.put("source/" + std::string(random.below(2) ? "a b/" : "") + "m" + std::to_string(number) + extension,
                      imageBytes(number));
}

Region region(Random& random, const Holds& holds, int media) {
    std::vector<Shape> shapes;
    if (holds.boxes) shapes.push_back(Shape::Box);
    if (holds.rotatedBoxes) shapes.push_back(Shape::RotatedBox);
    if (holds.polygons) shapes.push_back(Shape::Polygon);
    if (holds.circles) shapes.push_back(Shape::Circle);
    if (holds.lines) shapes.push_back(Shape::Line);
    if (holds.points) shapes.push_back(Shape::Point);
    Region region;
    region.media = media;
    region.shape = shapes[random.below(shapes.size())];
    const double x = random.uniform(0, 90), y = random.uniform(0, 40), w = random.uniform(1, 50),
                 h = random.uniform(1, 30);
    if (region.shape == Shape::Box || region.shape == Shape::Circle) region.points = {{x, y}, {x + w, y + h}};
    if (region.shape == Shape::Line) region.points = {{x, y}, {x + w, y + h}, {x, y + h}};
    if (region.shape == Shape::Point) region.points = {{x, y}};
    if (region.shape == Shape::RotatedBox) {
        const double c = std::cos(0.3), s = std::sin(0.3);
        for (const auto& [dx, dy] : {std::pair(0., 0.), std::pair(w, 0.), std::pair(w, h), std::pair(0., h)})
            region.points.push_back({x + 20 + c * dx - s * dy, y + c * dy + s * dx});
    }
    if (region.shape == Shape::Polygon)
        region.points = {{x, y}, {x + w, y + 1}, {x + w / 2, y + h}, {x, y + h / 3}, {x + 1, y + 1}};
    if (holds.labels) region.label = random.below(2) ? "cat" : "two words";
    if (holds.transcriptions && random.below(2)) region.transcription = line(random);
    RegionDetails details;
    if (holds.parts && region.shape == Shape::Polygon && random.below(2))
        details.parts = {{{1, 2}, {3, 2.5}, {3, 4}}, {{10, 20}, {30, 20}, {30, 40}, {9, 30}}};
    if (holds.masks && region.shape == Shape::Box && random.below(2))
        details.mask = packMask({650, 7, 100, 13, 19230}, 200, 100);
    if (holds.keypoints && random.below(2)) details.keypoints = {{x, y, 2}, {x + 1, y, 1}, {0, 0, 0}};
    if (holds.metadata && random.below(3) == 0) details.metadata = {{"iscrowd", "1"}, {"group", R"({"id":[1,null]})"}};
    if (details != RegionDetails{}) region.details = details;
    return region;
}

TurnDetails answerDetails(Random& random, const Holds& holds) {
    TurnDetails details;
    if (holds.lossWeights && random.below(3) == 0) details.lossWeight = random.below(2) ? 0 : 0.5;
    if (holds.references && random.below(3) == 0) details.references = {words(random), "another"};
    if (holds.preferences && random.below(3) == 0) details.rejected = words(random);
    if (holds.feedback && random.below(3) == 0) details.liked = random.below(2) == 0;
    if (holds.metadata && random.below(3) == 0) details.metadata = {{"model", "\"a \\\"b\\\"\""}};
    return details;
}

// A call, its result and the answer in the place of the last answer.
void addToolCall(Random& random, Sample& sample) {
    sample.tools = R"([{"type":"function","function":{"name":"ruler","parameters":{"type":"object"}}}])";
    Turn call{Role::Assistant, random.below(2) ? "" : "Let me measure."};
    call.details.edit().calls = {{"c1", "ruler", R"({"unit":"mm"})"}, {"c2", "ruler", R"({"unit":"cm"})"}};
    sample.turns.back() = call;
    for (const char* id : {"c1", "c2"}) {
        Turn result{Role::Tool, words(random)};
        result.details.edit() = {.callId = id, .name = "ruler"};
        sample.turns.push_back(result);
    }
    sample.turns.push_back({Role::Assistant, words(random)});
}

void addTexts(Random& random, const Holds& holds, Sample& sample) {
    if (holds.text == Holds::Text::None || (holds.untexted && random.below(3) == 0)) return;
    if (holds.system && random.below(2)) sample.turns.push_back({Role::System, words(random)});
    const std::size_t pairs = holds.text == Holds::Text::Chat ? 1 + random.below(3) : 1;
    std::string marks;
    for (const Media& media : sample.media)
        marks += media.kind == Media::Kind::Image ? kImageMark : kVideoMark;
    for (std::size_t i = 0; i < pairs; ++i) {
        std::string question = holds.text == Holds::Text::Answer ? ReadOptions{}.prompt : words(random);
        const bool behind = holds.text != Holds::Text::Answer && random.below(3) == 0;
        if (i == 0) question = behind ? question + marks : marks + question;
        sample.turns.push_back({Role::User, question});
        if (i + 1 < pairs || !holds.unanswered || random.below(4) > 0)
            sample.turns.push_back({Role::Assistant, words(random)});
    }
    if (sample.turns.back().role != Role::Assistant) return;
    if (const TurnDetails details = answerDetails(random, holds); details != TurnDetails{})
        sample.turns.back().details = details;
    else if (holds.tools && random.below(2))
        addToolCall(random, sample);
    else if (holds.anyOrder && random.below(2))
        sample.turns.push_back({Role::Assistant, "And more."});
    if (holds.developer && sample.turns.front().role == Role::System && random.below(2))
        sample.turns.front().role = Role::Developer;
}

// Draws what `holds` holds, all of it sooner or later.
Sample draw(Random& random, const Holds& holds, const ScratchFolder& folder, int index) {
    Sample sample;
    sample.id = "s" + std::to_string(index);
    const auto add = [&](Media::Kind kind) { sample.media.push_back({kind, medium(folder, random, kind)}); };
    if (!holds.mediaFree || random.below(4) > 0) {
        if (holds.images) add(Media::Kind::Image);
        if (holds.images && holds.several && random.below(2)) add(Media::Kind::Image);
        if (holds.videos && (!holds.images || (holds.several && random.below(3) == 0))) add(Media::Kind::Video);
    }
    for (Media& media : sample.media) {
        if (holds.crops && media.kind == Media::Kind::Image && random.below(3) == 0) media.crop = Box{1, 2, 30.5, 40};
        if (holds.ranges && media.kind == Media::Kind::Video) media.range = TimeRange{index + 0.5, index + 2.25};
    }
    addTexts(random, holds, sample);
    if ((holds.boxes || holds.rotatedBoxes || holds.polygons) && !sample.media.empty())
        for (auto n = random.below(4); n > 0; --n)
            sample.regions.push_back(
                region(random, holds, static_cast<int>(random.below(holds.several ? sample.media.size() : 1))));
    if (holds.tags && random.below(2)) sample.tags = {"t1", words(random)};
    if (holds.splits) sample.split = std::vector<std::string>{"train", "validation", "test", ""}[random.below(4)];
    if (holds.checks) sample.checked = random.below(2) == 0;
    if (holds.metadata && random.below(2)) sample.metadata = {{"source", "\"web\""}, {"score", "0.5"}};
    return sample;
}

// What a round trip must keep, as JSON: media by what is in them, numbers to a thousandth of a pixel.
Json essence(Sample sample) {
    sample.id = sample.origin = sample.group = "";
    for (Media& media : sample.media)
        media.path = std::to_string(stableHash(readFile(media.path)));
    const auto rounded = [](double value) { return std::round(value * 1000) / 1000; };
    for (Region& region : sample.regions) {
        for (auto& point : region.points)
            point = {rounded(point[0]), rounded(point[1])};
        if (region.details.isDefault()) continue;
        for (Keypoint& keypoint : region.details.edit().keypoints)
            keypoint = {rounded(keypoint.x), rounded(keypoint.y), keypoint.visibility};
    }
    return toJson(sample);
}

std::multiset<std::string> essences(const std::vector<Sample>& samples) {
    std::multiset<std::string> all;
    for (const Sample& sample : samples)
        all.insert(essence(sample).dump());
    return all;
}

// Nothing when both hold the same samples, else those that only one of them has.
std::string difference(const std::vector<Sample>& got, const std::vector<Sample>& wanted) {
    const auto after = essences(got), before = essences(wanted);
    std::string all;
    for (const std::string& sample : after)
        if (before.count(sample) != after.count(sample)) all += "after:  " + sample + "\n";
    for (const std::string& sample : before)
        if (before.count(sample) != after.count(sample)) all += "before: " + sample + "\n";
    return all.substr(0, 3000);
}

struct Trip {
    ExportReport written;
    ImportReport read;
    std::vector<Sample> before, after;
};

// Samples into a project, out in a format, and into another project.
Trip trip(const ScratchFolder& folder, const std::vector<Sample>& samples, ExportOptions options,
          const std::string& target = "out", const std::string& readAs = "") {
    Project from = Project::create(folder / "from");
    fs::create_directories(folder / "source");
    from.addDataset({"some data", "test", folder / "source", folder / "source"}, samples);
    Trip trip;
    trip.before = from.samples("some data");
    trip.written = exportDataset(from, "some data", folder / target, options);
    Project to = Project::create(folder / "to");
    trip.read =
        importDatasets(to, trip.written.entry, {.format = readAs, .read = {.mediaRoot = trip.written.mediaRoot}});
    for (const Dataset& dataset : to.datasets())
        for (Sample& sample : to.samples(dataset.info.name))
            trip.after.push_back(std::move(sample));
    // The projects go with the scratch folder: the comparison reads media now.
    return trip;
}

std::vector<std::string> kinds(const std::vector<Loss>& losses) {
    std::vector<std::string> all;
    for (const Loss& loss : losses)
        all.push_back(loss.kind);
    return all;
}

std::vector<std::string> writable() {
    std::vector<std::string> all;
    for (const auto& [name, format] : Formats::instance().all())
        if (format.writer) all.push_back(name);
    return all;
}

// Of one sample: what differs after fit() is reported by its name, and what is reported differs.
void expectToldApart(const Sample& before, const Writer& writer) {
    std::vector<Sample> fitted{before};
    const std::vector<std::string> reported = kinds(fit(fitted, writer));
    if (fitted.empty()) {
        EXPECT_FALSE(reported.empty());
        return;
    }
    const Sample& after = fitted[0];
    const auto expectTold = [&](const std::string& kind, bool differs) {
        EXPECT_EQ(std::count(reported.begin(), reported.end(), kind), differs ? 1 : 0) << kind << " " << before.id;
    };
    expectTold("tags", before.tags != after.tags);
    expectTold("splits", before.split != after.split);
    expectTold("marks of what a person checked", before.checked != after.checked);
    const auto hasSystem = [](const Sample& sample) {
        return !sample.turns.empty() && sample.turns[0].role == Role::System;
    };
    if (!after.turns.empty() && before.turns.front().role != Role::Developer)
        expectTold("system prompts", hasSystem(before) && !hasSystem(after));
    if (before.media.size() == after.media.size() && !writer.fit) {
        const auto count = [](const Sample& sample, Shape shape) {
            return std::count_if(sample.regions.begin(), sample.regions.end(),
                                 [shape](const Region& region) { return region.shape == shape; });
        };
        const auto asBoxes = writer.holds.boxes && !writer.holds.circles ? count(before, Shape::Circle) : 0;
        expectTold("boxes", count(before, Shape::Box) + asBoxes != count(after, Shape::Box));
        expectTold("rotated boxes", count(before, Shape::RotatedBox) != count(after, Shape::RotatedBox));
        expectTold("polygons", count(before, Shape::Polygon) > 0 && count(after, Shape::Polygon) == 0);
        expectTold("lines", count(before, Shape::Line) != count(after, Shape::Line));
        expectTold("points", count(before, Shape::Point) != count(after, Shape::Point));
    }
    EXPECT_EQ(reported.empty(), difference({after}, {before}).empty()) << before.id;
}

// What reads what the format writes.
std::string readerOf(const std::string& format) {
    return format == "sharegpt" || format == "alpaca" ? "dataset_info" : format;
}

void breakSomewhere(std::string& text, Random& random) {
    static const std::vector<std::string> kPieces{"{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  "\"",
                                                  ",",
                                                  ":",
                                                  "-1",
                                                  "1e999",
                                                  "99999999999999999999",
                                                  "../",
                                                  "\\u0000",
                                                  std::string(1, '\0'),
                                                  "\xff",
                                                  "<",
                                                  ">",
                                                  "&",
                                                  "\n",
                                                  "null",
                                                  "\t",
                                                  "nan",
                                                  "<bbox>",
                                                  "<image>"};
    const std::size_t at = random.below(text.size() + 1),
                      length = random.below(std::min<std::size_t>(40, text.size() - at + 1) + 1);
    switch (random.below(5)) {
        case 0:
            text.insert(at, kPieces[random.below(kPieces.size())]);
            break;
        case 1:
            text.erase(at, length);
            break;
        case 2:
            text.insert(at, text.substr(at, length));
            break;
        case 3:
            text.replace(at, std::min(length, text.size() - at), kPieces[random.below(kPieces.size())]);
            break;
        default:
            if (at < text.size()) text[at] = static_cast<char>(random.below(256));
    }
}

class EachFormat : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        if (GetParam() == "parquet" && !parquetIsThere()) GTEST_SKIP() << "this build has no Arrow";
    }
    const Writer& writer() const { return *Formats::instance().at(GetParam(), "format").writer; }
};

}  // namespace

TEST_P(EachFormat, comesBackEqual) {
    for (std::uint64_t seed = 0; seed < 2; ++seed) {
        const ScratchFolder folder;
        Random random{seed, stableHash(GetParam())};
        std::vector<Sample> samples;
        for (int i = 0; i < 25; ++i)
            samples.push_back(draw(random, writer().holds, folder, i));
        // A format may refuse some of what it holds in principle (`fit`): then it says so, and that is left out here.
        fit(samples, writer());
        ASSERT_GE(samples.size(), 15u);
        EXPECT_EQ(kinds(fit(samples, writer())), std::vector<std::string>{});
        const Trip back =
            trip(folder, samples, {.format = GetParam(), .copyMedia = seed % 2 == 0}, "out", readerOf(GetParam()));
        EXPECT_EQ(back.written.samples, std::ssize(samples));
        EXPECT_EQ(difference(back.after, back.before), "") << text(back.read);
        EXPECT_TRUE(back.read.skippedSamples.empty() && back.read.warnings.empty()) << text(back.read);
    }
}

// Numbers, order and classes that no region has.
TEST_P(EachFormat, classesComeBack) {
    const ScratchFolder folder;
    Random random{9, stableHash(GetParam())};
    std::vector<Sample> samples;
    for (int i = 0; i < 12; ++i)
        samples.push_back(draw(random, writer().holds, folder, i));
    fit(samples, writer());
    const std::vector<DatasetClass> classes{{.number = 0, .name = "never"},
                                            {.number = 1, .name = "two words"},
                                            {.number = 2, .name = "7"},
                                            {.number = 3, .name = "cat"}};
    Project from = Project::create(folder / "from");
    from.addDataset({"d", "test", folder / "source", folder / "source", classes}, samples);
    const ExportReport written =
        exportDataset(from, "d", folder / "out", {.format = GetParam(), .copyMedia = true, .lossy = true});
    if (!writer().holds.classes) {
        EXPECT_EQ(written.notes.size(), writer().holds.labels ? 1u : 0u);
        return;
    }
    EXPECT_TRUE(written.notes.empty());
    Project to = Project::create(folder / "to");
    importDatasets(to, written.entry, {.format = readerOf(GetParam())});
    std::vector<DatasetClass> back = to.datasets().at(0).info.classes;
    for (DatasetClass& one : back)
        one.keypoints.clear();  // where objects have some, a format names them
    EXPECT_EQ(back, classes);
}

// Other programs look for a file of each split.
TEST(Coco, splitsAreFilesOfTheirOwn) {
    const ScratchFolder folder;
    Random random{4};
    std::vector<Sample> samples;
    for (int i = 0; i < 8; ++i) {
        samples.push_back(draw(random, {.untexted = true, .boxes = true, .labels = true, .splits = true}, folder, i));
        samples.back().split =
            std::vector<std::string>{"train", "validation", "test", ""}[static_cast<std::size_t>(i % 4)];
        samples.back().turns.clear();
    }
    samples[4].media = samples[1].media;  // one picture in two splits stays two samples
    const Trip back = trip(folder, samples, {.format = "coco", .copyMedia = true});
    for (const char* name : {"instances_train.json", "instances_val.json", "instances_test.json", "instances.json"})
        EXPECT_TRUE(fs::exists(folder / "out" / "annotations" / name)) << name;
    EXPECT_EQ(difference(back.after, back.before), "") << text(back.read);
    Project one = Project::create(folder / "one");
    importDatasets(one, folder / "out" / "annotations" / "instances_val.json", {.format = "coco"});
    EXPECT_EQ(one.samples(one.datasets().at(0).info.name).size(), 2u);
}

TEST_P(EachFormat, isFoundOut) {
    const ScratchFolder folder;
    Random random{7};
    Holds usual = writer().holds;
    usual.mediaFree = usual.untexted = false;
    std::vector<Sample> samples;
    for (int i = 0; i < 12; ++i)
        samples.push_back(draw(random, usual, folder, i));
    const Trip back = trip(folder, samples, {.format = GetParam(), .copyMedia = true, .lossy = true});
    // Without links a file of ms-swift is a plain conversation; MsSwift.marksBecomeLinks has some.
    EXPECT_EQ(detectFormat(back.written.entry), GetParam() == "ms_swift" ? "sharegpt" : readerOf(GetParam()));
}

// Samples with everything there is: the losses that are reported are what differs, and nothing else does.
TEST_P(EachFormat, losesWhatItSays) {
    const ScratchFolder folder;
    const Holds everything = Formats::instance().at("atelier", "format").writer->holds;
    Random random{11, stableHash(GetParam())};
    std::vector<Sample> samples;
    for (int i = 0; i < 40; ++i)
        samples.push_back(draw(random, everything, folder, i));
    std::vector<Sample> kept = samples;
    const std::vector<Loss> losses = fit(kept, writer());
    EXPECT_EQ(losses.empty(), difference(kept, samples).empty());
    for (const Loss& loss : losses) {
        EXPECT_GT(loss.samples, 0) << loss.kind;
        EXPECT_FALSE(loss.example.empty()) << loss.kind;
    }
    for (const Sample& sample : samples)
        expectToldApart(sample, writer());
    std::vector<Sample> again = kept;
    EXPECT_EQ(kinds(fit(again, writer())), std::vector<std::string>{});
    if (kept.empty()) return;
    const Trip back = trip(folder, samples, {.format = GetParam(), .lossy = true}, "out", readerOf(GetParam()));
    kept = back.before;  // as the project gives them
    fit(kept, writer());
    EXPECT_EQ(back.written.dropped, std::ssize(samples) - std::ssize(kept));
    EXPECT_EQ(difference(back.after, kept), "") << text(back.read);
}

TEST_P(EachFormat, refusesLossesBeforeItWrites) {
    const ScratchFolder folder;
    Random random{3};
    Sample sample = draw(random, Formats::instance().at("atelier", "format").writer->holds, folder, 0);
    sample.tags = {"a tag"};
    sample.checked = true;
    std::vector<Sample> kept{sample};
    if (fit(kept, writer()).empty()) {
        EXPECT_EQ(GetParam(), "atelier");  // the only one that loses nothing
        return;
    }
    const std::string error = errorOf([&] { trip(folder, {sample}, {.format = GetParam()}); });
    EXPECT_NE(error.find("cannot hold"), std::string::npos) << error;
    EXPECT_NE(error.find("s0"), std::string::npos) << error;
    EXPECT_NE(error.find("--lossy"), std::string::npos) << error;
    EXPECT_FALSE(fs::exists(folder / "out"));
}

// Lists that are written element by element have the text of the whole document.
TEST_P(EachFormat, writesJsonAsOneDocument) {
    const ScratchFolder folder;
    Random random{6, stableHash(GetParam())};
    for (const int count : {1, 9}) {
        std::vector<Sample> samples;
        for (int i = 0; i < count; ++i)
            samples.push_back(draw(random, writer().holds, folder, i));
        fit(samples, writer());
        const fs::path out = folder / ("out" + std::to_string(count));
        fs::create_directories(out);
        Output output(out, {"d", "", "", folder / "source"}, true, 0, {});
        writer().write(streamOf(samples), output);
        for (const auto& file : fs::recursive_directory_iterator(out)) {
            if (file.path().extension() != ".json") continue;
            const std::string text = readFile(file.path());
            EXPECT_EQ(text, parseJson(text, "file").dump(1) + "\n") << file.path();
        }
    }
}

// Whatever stands in the files, a reader gives sound samples, lines of the report, or an Error the user can mend.
TEST_P(EachFormat, survivesBrokenFiles) {
    constexpr int kRounds = 60;
    const ScratchFolder folder;
    Random random{5, stableHash(GetParam())};
    std::vector<Sample> samples;
    for (int i = 0; i < 6; ++i)
        samples.push_back(draw(random, writer().holds, folder, i));
    fit(samples, writer());
    for (Sample& sample : samples)  // a place for links, where the format has one
        for (Region& region : sample.regions)
            if (writer().holds.spans && !sample.turns.empty())
                region.spans = {{static_cast<int>(sample.turns.size()) - 1, 0, 1}};
    fs::create_directories(folder / "out");
    Output output(folder / "out", {"d", "", "", folder / "source"}, true, 0, {});
    const fs::path entry = folder.path() / "out" / writer().write(streamOf(samples), output);
    std::vector<fs::path> files;
    for (const auto& file : fs::recursive_directory_iterator(folder / "out"))
        if (file.is_regular_file() && file.path().extension() != ".png" && file.path().extension() != ".mp4")
            files.push_back(file.path());
    const Format& reader = Formats::instance().at(readerOf(GetParam()), "format");
    for (int round = 0; round < kRounds; ++round) {
        const fs::path file = files[random.below(files.size())];
        const std::string whole = readFile(file);
        std::string broken = whole;
        for (auto changes = 1 + random.below(3); changes > 0; --changes)
            breakSomewhere(broken, random);
        std::ofstream(file, std::ios::binary) << broken;
        ImportReport report;
        try {
            reader.detect(entry);
            reader.read(entry, {},
                        {[](const DatasetInfo&) {}, [](Sample&& sample) { sampleFromJson(toJson(sample), "s"); }},
                        report);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::User) << error.what() << "\n" << broken;
        } catch (const std::exception& error) {
            FAIL() << error.what() << "\n" << broken;
        }
        for (const std::string& one : report.lines())
            EXPECT_EQ(one.find('\n'), std::string::npos);
        std::ofstream(file, std::ios::binary) << whole;
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, EachFormat, testing::ValuesIn(writable()), [](const auto& one) { return one.param; });

TEST(Export, neverOverwritesUnasked) {
    const ScratchFolder folder;
    folder.put("out/mine.txt", "x");
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "test", folder.path(), folder.path()}, {chat("1", "q", "a")});
    EXPECT_NE(errorOf([&] { exportDataset(project, "d", folder / "out", {}); }).find("something already"),
              std::string::npos);
    EXPECT_TRUE(fs::exists(folder / "out/mine.txt"));
    exportDataset(project, "d", folder / "out", {.replace = true});
    EXPECT_FALSE(fs::exists(folder / "out/mine.txt"));
    EXPECT_TRUE(fs::exists(folder / "out/atelier.jsonl"));
    EXPECT_NE(
        errorOf([&] { exportDataset(project, "d", folder / "o2", {.format = "images"}); }).find("can only be read"),
        std::string::npos);
}

TEST(Export, aStopLeavesNothing) {
    const ScratchFolder folder;
    Random random{1};
    Project project = Project::create(folder / "p");
    Sample sample = chat("1", "<image>q", "a");
    sample.media = {{Media::Kind::Image, medium(folder, random, Media::Kind::Image)}};
    project.addDataset({"d", "test", folder.path(), folder.path()}, {sample});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_NE(
        errorOf([&] { exportDataset(project, "d", folder / "out", {.copyMedia = true}, {.stop = stop.get_token()}); }),
        "");
    for (const auto& entry : fs::directory_iterator(folder.path()))
        EXPECT_NE(entry.path().filename().string().substr(0, 3), "out");
}

TEST(Export, oneSplit) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    Sample a = chat("a", "q", "a"), b = chat("b", "q", "b");
    a.split = "train";
    b.split = "test";
    project.addDataset({"d", "test", folder.path(), folder.path()}, {a, b});
    EXPECT_NE(errorOf([&] { exportDataset(project, "d", folder / "out", {.format = "openai"}); }).find("splits"),
              std::string::npos);
    const ExportReport report = exportDataset(project, "d", folder / "out", {.format = "openai", .split = "test"});
    EXPECT_EQ(report.samples, 1);
    EXPECT_TRUE(report.losses.empty());
    EXPECT_NE(readFile(report.entry).find("\"b\""), std::string::npos);
}

TEST(Export, convertKeepsNoProject) {
    const ScratchFolder folder;
    folder.put("in/i.png", tinyPng());
    folder.put(
        "in/d.json",
        R"([{"id": "x", "image": "i.png", "conversations": [{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]}])");
    const Conversion done =
        convertDataset(folder / "in/d.json", folder / "out", {}, {.format = "openai", .copyMedia = true});
    EXPECT_EQ(done.written.samples, 1);
    EXPECT_EQ(done.read.imported, 1);
    EXPECT_EQ(readFile(folder / "out/media/i.png"), tinyPng());
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 2);
}

TEST(Archive, roundTripOfEveryKind) {
    for (const std::string ending : {".tar", ".tar.gz", ".tgz", ".zip"}) {
        const ScratchFolder folder;
        Random random{5};
        const Holds everything = Formats::instance().at("atelier", "format").writer->holds;
        std::vector<Sample> samples;
        for (int i = 0; i < 8; ++i)
            samples.push_back(draw(random, everything, folder, i));
        const Trip back = trip(folder, samples, {}, "größe" + ending);
        EXPECT_EQ(difference(back.after, back.before), "") << ending << text(back.read);
        // The same samples give the same bytes.
        const std::string first = readFile(folder / ("größe" + ending));
        exportDataset(Project::open(folder / "from", Project::Access::ReadOnly), "some data",
                      folder / ("again" + ending), {});
        EXPECT_TRUE(readFile(folder / ("again" + ending)) == first) << ending;
    }
}

TEST(Archive, hostileEntriesAreRefused) {
    const ScratchFolder folder;
    const auto tar = [](const std::string& name, char type, const std::string& content) {
        std::string block(512, '\0');
        const auto put = [&](std::size_t at, const std::string& text) { block.replace(at, text.size(), text); };
        put(0, name);
        put(100, "0000644");
        put(124, "00000000000");
        char size[12];
        std::snprintf(size, sizeof size, "%011o", static_cast<unsigned>(content.size()));
        put(124, size);
        put(136, "00000000000");
        put(148, "        ");
        block[156] = type;
        if (type == '1' || type == '2') put(157, "/etc/passwd");
        put(257, "ustar");
        put(263, "00");
        unsigned sum = 0;
        for (const unsigned char c : block)
            sum += c;
        char check[8];
        std::snprintf(check, sizeof check, "%06o", sum);
        put(148, std::string(check, 7));
        std::string body = content;
        body.resize((content.size() + 511) / 512 * 512);
        return block + body;
    };
    const std::string end(1024, '\0');
    const auto unpack = [&](const std::string& bytes, const ArchiveLimits& limits = {}) {
        const ScratchFolder target;
        folder.put("a.tar", bytes);
        const std::string error = errorOf([&] { unpackArchive(folder / "a.tar", target.path(), limits); });
        EXPECT_FALSE(fs::exists(target.path().parent_path() / "out.txt"));
        return error;
    };
    EXPECT_EQ(unpack(tar("a/b.txt", '0', "x") + end), "");
    EXPECT_NE(unpack(tar("../out.txt", '0', "x") + end).find("leaves its folder"), std::string::npos);
    EXPECT_NE(unpack(tar("a/../../out.txt", '0', "x") + end).find("leaves its folder"), std::string::npos);
    EXPECT_NE(unpack(tar("/tmp/out.txt", '0', "x") + end).find("leaves its folder"), std::string::npos);
    EXPECT_NE(unpack(tar("l", '2', "") + end).find("a link"), std::string::npos);
    EXPECT_NE(unpack(tar("l", '1', "") + end).find("a link"), std::string::npos);
    EXPECT_NE(unpack(tar("f", '6', "") + end).find("neither"), std::string::npos);
    EXPECT_NE(unpack(tar("a", '0', "x") + tar("a", '0', "y") + end).find("twice"), std::string::npos);
    EXPECT_NE(unpack(tar("a", '0', "x") + tar("a/b", '0', "y") + end), "");
    EXPECT_NE(unpack(tar("a", '0', "x") + tar("b", '0', "y") + end, {.entries = 1}).find("more than 1 entries"),
              std::string::npos);
    EXPECT_NE(unpack(tar("a", '0', std::string(100, 'x')) + end, {.bytes = 50}).find("holds more"), std::string::npos);
    EXPECT_NE(unpack("no archive at all"), "");
    EXPECT_NE(unpack(""), "");
}

TEST(Archive, bombIsStopped) {
    const ScratchFolder folder, target;
    folder.put("big/zeros.bin", std::string(std::size_t(80) << 20, '\0'));
    packArchive(folder / "big", folder / "bomb.tar.gz");
    EXPECT_NE(errorOf([&] { unpackArchive(folder / "bomb.tar.gz", target.path(), {.ratio = 100}); }).find("100-fold"),
              std::string::npos);
}

TEST(OpenAi, partsAndAddresses) {
    const ScratchFolder folder;
    folder.put("i.png", tinyPng());
    const std::string png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";
    const auto row = [](const std::string& url) {
        return R"({"messages": [{"role": "user", "content": [{"type": "text", "text": "see "}, {"type": "image_url", "image_url": {"url": ")" +
               url +
               R"("}}, {"type": "text", "text": "?"}]}, {"role": "assistant", "content": "yes"}]})"
               "\n";
    };
    folder.put("d.jsonl", row("i.png") + row("data:image/png;base64," + png) + row("https://example.org/i.png") +
                              row("data:image/png;base64,@@@@") + row("data:text/html;base64,aGVsbG8gd29ybGQ=") +
                              row("../i.png"));
    Project project = Project::create(folder / "p");
    const ImportReport report = importDatasets(project, folder / "d.jsonl");
    const auto samples = project.samples("d");
    ASSERT_EQ(samples.size(), 2u) << text(report);
    EXPECT_EQ(samples[0].turns[0].text, "see <image>?");
    EXPECT_EQ(readFile(samples[1].media.at(0).path), tinyPng());
    EXPECT_NE(samples[1].group.find("unpacked/"), std::string::npos);
    EXPECT_EQ(report.skippedSamples.size(), 4u);
    for (const char* reason : {"web address", "broken base64", "no image of a known type", "leaves its folder"})
        EXPECT_NE(text(report).find(reason), std::string::npos) << reason << text(report);
    // What was unpacked lies in the project, and nothing else does.
    EXPECT_TRUE(samples[1].media[0].path.string().starts_with(project.images().string()));
    EXPECT_EQ(std::distance(fs::directory_iterator(project.images()), fs::directory_iterator()), 1);
}
