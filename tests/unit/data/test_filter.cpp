#include "common/random.h"
#include "common/unicode.h"
#include "data/split.h"
#include "data/store/filter.h"
#include "data/store/query.h"
#include "data/store/token_counts.h"
#include "support.h"
#include "vision/image.h"

#include <functional>

using namespace atelier;
using namespace atelier::data;

namespace {

// What one expression means, written down without any SQL.
struct Expression {
    std::string text;
    std::function<bool(const Sample&, std::optional<std::int64_t> tokens)> holds;
};

bool has(const std::string& text, const std::string& words) {
    return foldedCase(text).find(foldedCase(words)) != std::string::npos;
}

std::int64_t answerCharacters(const Sample& sample) {
    std::int64_t count = 0;
    for (const Turn& turn : sample.turns)
        if (turn.role == Turn::Role::Assistant) count += std::ssize(codePoints(turn.text));
    return count;
}

bool inTurns(const Sample& sample, const std::string& words, bool answers, bool prompts) {
    return std::any_of(sample.turns.begin(), sample.turns.end(), [&](const Turn& turn) {
        return (turn.role == Turn::Role::Assistant ? answers : prompts) && has(turn.text, words);
    });
}

bool inRegions(const Sample& sample, const std::string& words, bool labels) {
    return std::any_of(sample.regions.begin(), sample.regions.end(), [&](const Region& region) {
        return has(region.transcription, words) || (labels && has(region.label, words));
    });
}

bool inFileNames(const Sample& sample, const std::string& words) {
    return std::any_of(sample.media.begin(), sample.media.end(),
                       [&](const Media& media) { return has(media.path.filename().string(), words); });
}

const std::vector<std::string> kWords{"cat",
                                      "DOG",
                                      "stra\xC3\x9F"
                                      "e",
                                      "\xC3\x84pfel",
                                      "100%",
                                      "a_b",
                                      "it's",
                                      "AND",
                                      "say \"hi\"",
                                      "back\\slash"};

std::string quoted(const std::string& word) {
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

Expression randomTerm(Random& random) {
    const std::string word = kWords[random.below(kWords.size())];
    const auto number = random.between(0, 4);
    const auto counted = [&](const char* name, auto&& value) -> Expression {
        const auto other = number + random.between(0, 3);
        switch (random.below(5)) {
            case 0:
                return {std::string(name) + ":>" + std::to_string(number), [=](const Sample& s, auto t) {
                            const auto v = value(s, t);
                            return v && *v > number;
                        }};
            case 1:
                return {std::string(name) + ":<=" + std::to_string(number), [=](const Sample& s, auto t) {
                            const auto v = value(s, t);
                            return v && *v <= number;
                        }};
            case 2:
                return {std::string(name) + ":" + std::to_string(number), [=](const Sample& s, auto t) {
                            const auto v = value(s, t);
                            return v && *v == number;
                        }};
            case 3:
                return {std::string(name) + ":>=" + std::to_string(number) + ".5", [=](const Sample& s, auto t) {
                            const auto v = value(s, t);
                            return v && *v > number;
                        }};
            default:
                return {std::string(name) + ":" + std::to_string(number) + ".." + std::to_string(other),
                        [=](const Sample& s, auto t) {
                            const auto v = value(s, t);
                            return v && *v >= number && *v <= other;
                        }};
        }
    };
    using Value = std::optional<std::int64_t>;
    switch (random.below(18)) {
        case 0:
            return {quoted(word), [=](const Sample& s, auto) {
                        return inTurns(s, word, true, true) || inRegions(s, word, true) || inFileNames(s, word);
                    }};
        case 1:
            return {"Text:" + quoted(word),
                    [=](const Sample& s, auto) { return inTurns(s, word, true, true) || inRegions(s, word, false); }};
        case 2:
            return {"prompt:" + quoted(word), [=](const Sample& s, auto) { return inTurns(s, word, false, true); }};
        case 3:
            return {"answer:" + quoted(word), [=](const Sample& s, auto) { return inTurns(s, word, true, false); }};
        case 4:
            return {"tag:" + quoted(word), [=](const Sample& s, auto) {
                        return std::any_of(s.tags.begin(), s.tags.end(),
                                           [&](const auto& tag) { return foldedCase(tag) == foldedCase(word); });
                    }};
        case 5:
            return {"label:" + quoted(word), [=](const Sample& s, auto) {
                        return std::any_of(s.regions.begin(), s.regions.end(), [&](const auto& region) {
                            return foldedCase(region.label) == foldedCase(word);
                        });
                    }};
        case 6: {
            const std::string split = random.below(2) ? "train" : "";
            return {"split:" + (split.empty() ? "None" : split),
                    [=](const Sample& s, auto) { return s.split == split; }};
        }
        case 7:
            return {"id:" + std::to_string(number),
                    [=](const Sample& s, auto) { return has(s.id, std::to_string(number)); }};
        case 8:
            return {"file:" + quoted(word), [=](const Sample& s, auto) { return inFileNames(s, word); }};
        case 9:
            return {"checked", [](const Sample& s, auto) { return s.checked; }};
        case 10:
            return {"unchecked", [](const Sample& s, auto) { return !s.checked; }};
        case 11:
            return {"answered", [](const Sample& s, auto) {
                        return !s.turns.empty() && s.turns.back().role == Turn::Role::Assistant &&
                               !s.turns.back().text.empty();
                    }};
        case 12:
            return {"linked", [](const Sample& s, auto) {
                        return std::any_of(s.regions.begin(), s.regions.end(),
                                           [](const auto& region) { return !region.spans.empty(); });
                    }};
        case 13:
            return counted("regions", [](const Sample& s, auto) { return Value(std::ssize(s.regions)); });
        case 14:
            return counted("tokens", [](const Sample&, Value tokens) { return tokens; });
        case 15:
            return counted("characters", [](const Sample& s, auto) { return Value(answerCharacters(s)); });
        case 16:
            return counted("images", [](const Sample& s, auto) {
                return Value(std::count_if(s.media.begin(), s.media.end(),
                                           [](const Media& media) { return media.kind == Media::Kind::Image; }));
            });
        default:
            return {"group:" + quoted(word),
                    [=](const Sample& s, auto) { return foldedCase(groupOf(s)) == foldedCase(word); }};
    }
}

Expression randomExpression(Random& random, int depth) {
    if (depth == 0 || random.below(4) == 0) return randomTerm(random);
    const Expression left = randomExpression(random, depth - 1);
    if (random.below(4) == 0)
        return {"NOT (" + left.text + ")", [=](const Sample& s, auto t) { return !left.holds(s, t); }};
    const Expression right = randomExpression(random, depth - 1);
    if (random.below(2))
        return {"(" + left.text + " OR " + right.text + ")",
                [=](const Sample& s, auto t) { return left.holds(s, t) || right.holds(s, t); }};
    // AND binds closer than OR, and terms side by side are an AND.
    const std::string joint = random.below(2) ? " AND " : " ";
    const Expression third = randomTerm(random);
    return {"(" + left.text + joint + right.text + " OR " + third.text + ")",
            [=](const Sample& s, auto t) { return (left.holds(s, t) && right.holds(s, t)) || third.holds(s, t); }};
}

Sample randomSample(Random& random, int index) {
    const auto word = [&] { return kWords[random.below(kWords.size())]; };
    Sample sample;
    sample.id = "s" + std::to_string(index);
    if (random.below(3)) sample.turns.push_back({Turn::Role::User, "The " + word() + " and"});
    if (random.below(3)) sample.turns.push_back({Turn::Role::Assistant, random.below(3) ? word() : ""});
    for (auto i = random.below(3); i > 0; --i)
        sample.media.push_back(
            {random.below(3) ? Media::Kind::Image : Media::Kind::Video, "/root/sub/" + word() + std::to_string(i)});
    if (!sample.media.empty())
        for (auto i = random.below(4); i > 0; --i) {
            sample.regions.push_back({Region::Shape::Box, 0, {{0, 0}, {1, 1}}, random.below(2) ? word() : "", word()});
            if (!sample.turns.empty() && random.below(2)) sample.regions.back().spans = {{0, 0, 0}};
        }
    for (auto i = random.below(3); i > 0; --i)
        sample.tags.push_back(word());
    sample.split = random.below(2) ? "train" : "";
    sample.checked = random.below(2) == 0;
    if (random.below(2)) sample.group = word();
    return sample;
}

}  // namespace

TEST(Filter, meansWhatItSays) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    Random random{11, 0, 0};
    std::vector<Sample> samples;
    for (int i = 0; i < 60; ++i)
        samples.push_back(randomSample(random, i));
    project.addDataset({"d", "k", "s", "/root"}, samples);
    const auto versions = withoutTokenCount(project, "d", "m");
    std::vector<std::optional<std::int64_t>> tokens(samples.size());
    std::vector<TokenCount> counts;
    for (std::size_t i = 0; i < samples.size(); i += 2) {
        tokens[i] = random.between(0, 6);
        counts.push_back({versions[i], *tokens[i], 0});
    }
    storeTokenCounts(project, "m", counts);
    std::size_t some = 0;
    for (int round = 0; round < 600; ++round) {
        const Expression expression = randomExpression(random, static_cast<int>(random.below(4)));
        std::vector<std::int64_t> expected;
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (expression.holds(samples[i], tokens[i])) expected.push_back(versions[i].row);
        EXPECT_EQ(findRows(project, "d", {.filter = expression.text, .model = "m"}), expected) << expression.text;
        some += !expected.empty() && expected.size() < samples.size();
    }
    EXPECT_GT(some, 300u);  // most of the expressions tell samples apart
}

TEST(Filter, saysWhereItCannotBeRead) {
    struct Case {
        const char* text;
        int column;
        const char* what;
    };
    for (const auto& [text, column, what] : {
             Case{"tokens:>", 9, "expected a number"},
             Case{"tokens:>>5", 9, "expected a number"},
             Case{"tokens:inf", 8, "expected a number"},
             Case{"tokens:5..", 11, "expected a number"},
             Case{"tokens:9..5", 8, "smaller number first"},
             Case{"tokens:x", 8, "expected a number"},
             Case{"tag:", 5, "expected a text"},
             Case{"tag:\"\"", 5, "expected a text"},
             Case{"tag:\"cat", 5, "expected a quote"},
             Case{"split:dev", 7, "expected train"},
             Case{"colour:red", 1, "no field \"colour\""},
             Case{"cat checked:1", 5, "no field \"checked\""},
             Case{":red", 1, "expected a field's name"},
             Case{"cat AND", 8, "expected a term"},
             Case{"cat OR OR dog", 8, "expected a term"},
             Case{"AND cat", 1, "expected a term"},
             Case{"NOT", 4, "expected a term"},
             Case{"cat (dog", 5, "expected \")\""},
             Case{"cat ()", 6, "expected a term"},
             Case{"cat) dog", 4, "before \")\""},
             Case{"\xC3\xA4\xC3\xB6 AND", 7, "expected a term"},  // columns are characters
         }) {
        try {
            checkFilter(text);
            ADD_FAILURE() << text;
        } catch (const FilterError& error) {
            EXPECT_EQ(error.column(), column) << text << ": " << error.what();
            EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << text << ": " << error.what();
        }
    }
}

TEST(Filter, takesHostileTextAsText) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    const std::vector<std::string> hostile{
        "'; DROP TABLE samples; --",    "\") OR 1=1 --",        "?1 @ ?999 $x :y",         "%_*[a]",
        std::string("nul\0inside", 10), "\xFF\xFE broken \xC3", std::string(100'000, 'x'), "\\\"\\"};
    std::vector<Sample> samples;
    for (const std::string& text : hostile)
        samples.push_back(chat("s" + std::to_string(samples.size()), "q", text));
    project.addDataset({"d", "k", "s", "/"}, samples);
    const auto rows = findRows(project, "d");
    for (std::size_t i = 0; i < hostile.size(); ++i) {
        EXPECT_EQ(findRows(project, "d", {.filter = quoted(hostile[i])}), std::vector{rows[i]}) << hostile[i];
        EXPECT_TRUE(findRows(project, "d", {.filter = "tag:" + quoted(hostile[i])}).empty());
    }
    EXPECT_EQ(project.samples("d"), samples);
}

TEST(Filter, isLimitedInSize) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    project.addDataset({"d", "k", "s", "/"}, {chat("a", "q", "a")});
    const auto nested = [](int depth) {
        const auto times = static_cast<std::size_t>(depth);
        std::string text;
        for (std::size_t i = 0; i < times; ++i)
            text += i % 2 ? "NOT " : "(cat OR ";
        text += "cat";
        for (std::size_t i = 0; i < times; i += 2)
            text += ")";
        return text;
    };
    EXPECT_NO_THROW(findRows(project, "d", {.filter = nested(16)}));
    EXPECT_THROW(findRows(project, "d", {.filter = nested(17)}), FilterError);
    EXPECT_THROW(checkFilter(std::string(1'000'000, '(')), FilterError);
    const auto many = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += i % 3 ? " tag:cat" : " OR answered tag:dog";
        return text.substr(4);
    };
    EXPECT_NO_THROW(findRows(project, "d", {.filter = many(140)}));
    EXPECT_THROW(checkFilter(many(1000)), FilterError);
}

TEST(Filter, findsWhatFewSamplesHave) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    std::vector<Sample> samples;
    for (const char* id : {"plain", "pair", "good", "bad", "tools", "call", "weight", "prompt", "default", "refs"})
        samples.push_back(chat(id, "q", "a"));
    const auto last = [&](std::size_t i) -> TurnDetails& { return samples[i].turns.back().details.edit(); };
    last(1).rejected = "";
    last(2).liked = true;
    last(3).liked = false;
    samples[4].tools = R"([{"name": "measure"}])";
    last(5).calls = {{"1", "measure", "{}"}, {"2", "measure", "{}"}};
    last(6).lossWeight = 0.5;
    samples[7].turns.front().details.edit().lossWeight = 1;
    last(8).lossWeight = 1;
    last(9).references = {"b", "c"};
    project.addDataset({"d", "k", "s", "/"}, samples);
    const auto found = [&](const std::string& filter) {
        std::string ids;
        for (const auto& stored : samplesAt(project, "d", findRows(project, "d", {.filter = filter})))
            ids += stored.sample.id + " ";
        return ids;
    };
    EXPECT_EQ(found("rejected"), "pair ");
    EXPECT_EQ(found("liked"), "good ");
    EXPECT_EQ(found("disliked"), "bad ");
    EXPECT_EQ(found("judged"), "pair good bad ");
    EXPECT_EQ(found("tools"), "tools call ");
    EXPECT_EQ(found("calls:>1"), "call ");
    EXPECT_EQ(found("weighted"), "weight prompt ");
    EXPECT_EQ(found("lossweight:<1"), "weight ");
    EXPECT_EQ(found("references:>1"), "refs ");
    EXPECT_EQ(found("references:3"), "refs ");
    EXPECT_EQ(found("references:1 NOT judged id:p"), "plain prompt ");
}

TEST(Filter, listsItsFields) {
    std::string names;
    for (const FilterField& field : filterFields()) {
        EXPECT_FALSE(field.help.empty());
        names += field.name + " ";
        const std::string example = field.kind == FilterField::Kind::Flag     ? field.name
                                    : field.kind == FilterField::Kind::Number ? field.name + ":>=1"
                                    : field.name == "split"                   ? "split:test"
                                    : field.name == "shape"                   ? "shape:Circle"
                                                                              : field.name + ":x";
        EXPECT_NO_THROW(checkFilter(example)) << example;
    }
    EXPECT_EQ(
        names,
        "tag label shape meta split group id file text prompt answer transcription images videos turns regions tags "
        "references calls lossweight characters promptcharacters tokens imagetokens width height megapixels duration "
        "checked unchecked answered unanswered linked rejected liked disliked judged tools weighted masked "
        "keypoints ");
}

TEST(Filter, shapesAndMetadata) {
    const ScratchFolder folder;
    Project project = Project::create(folder / "p");
    const auto with = [](const std::string& id, const std::function<void(Sample&)>& change) {
        Sample sample = chat(id, "<image>q", "a");
        sample.media = {{Media::Kind::Image, "/a.png"}};
        change(sample);
        return sample;
    };
    Region circle{.shape = Region::Shape::Circle, .points = {{1, 1}, {2, 2}}};
    Region box{.points = {{0, 0}, {3, 2}}};
    box.details.edit() = {.mask = Mask{2, 1, "02"}, .metadata = {{"iscrowd", "1"}}};
    Region seen{.points = {{0, 0}, {3, 2}}};
    seen.details.edit().keypoints = {{1, 1, 2}};
    project.addDataset(
        {"d", "test", folder.path(), folder.path()},
        {with("circle", [&](Sample& s) { s.regions = {circle}; }),
         with("masked", [&](Sample& s) { s.regions = {box}; }),
         with("seen", [&](Sample& s) { s.regions = {seen}, s.metadata = {{"Source", "\"The Web\""}, {"ok", "true"}}; }),
         with("turn", [](Sample& s) { s.turns[1].details.edit().metadata = {{"score", "0.5"}}; }),
         with("none", [](Sample&) {})});
    const auto found = [&](const std::string& filter) {
        std::string ids;
        for (const StoredSample& one : samplesAt(project, "d", findRows(project, "d", {.filter = filter})))
            ids += one.sample.id + " ";
        return ids;
    };
    EXPECT_EQ(found("shape:circle"), "circle ");
    EXPECT_EQ(found("shape:Box"), "masked seen ");
    EXPECT_EQ(found("masked"), "masked ");
    EXPECT_EQ(found("keypoints"), "seen ");
    EXPECT_EQ(found("meta:source OR meta:score"), "seen turn ");
    EXPECT_EQ(found("meta.source:\"the web\""), "seen ");
    EXPECT_EQ(found("meta.source:web"), "");
    EXPECT_EQ(found("meta.iscrowd:1"), "masked ");
    EXPECT_EQ(found("meta.score:0.5"), "turn ");
    EXPECT_EQ(found("meta.ok:TRUE NOT meta.ok:1"), "seen ");
    EXPECT_THROW(checkFilter("shape:cube"), FilterError);
    EXPECT_THROW(checkFilter("meta.:x"), FilterError);
}

TEST(Filter, sizesOfPicturesAndPartsOfVideos) {
    const ScratchFolder folder;
    const auto png = [](int width, int height) {
        return vision::encodePng(
            {width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3))});
    };
    folder.put("d/wide.png", png(300, 20));
    folder.put("d/high.png", png(10, 400));
    folder.put("d/broken.png", "no picture");
    Project project = Project::create(folder / "p");
    const auto with = [&](const std::string& id, std::vector<std::string> files) {
        Sample sample = chat(id, "q", "a");
        for (const std::string& file : files) {
            sample.media.push_back({Media::Kind::Image, folder / ("d/" + file)});
            sample.turns[0].text += kImageMark;
        }
        return sample;
    };
    Sample video = chat("video", "<video>", "a");
    video.media = {{Media::Kind::Video, folder / "d/v.mp4", {}, TimeRange{2, 5.5}}};
    project.addDataset({"d", "test", folder / "d", folder / "d"},
                       {with("wide", {"wide.png"}), with("both", {"wide.png", "high.png"}), with("none", {}),
                        with("lost", {"broken.png", "gone.png"}), video});
    const auto found = [&](const std::string& filter) {
        std::string ids;
        for (const StoredSample& one : samplesAt(project, "d", findRows(project, "d", {.filter = filter})))
            ids += one.sample.id + " ";
        return ids;
    };
    EXPECT_EQ(found("width:300"), "wide both ");
    EXPECT_EQ(found("width:>300"), "");
    EXPECT_EQ(found("height:>20"), "both ");
    EXPECT_EQ(found("height:<=20"), "wide ");
    EXPECT_EQ(found("megapixels:0.005..0.006"), "wide both ");
    EXPECT_EQ(found("megapixels:>0.006"), "");
    EXPECT_EQ(found("duration:3.5"), "video ");
    EXPECT_EQ(found("NOT width:>0"), "none lost video ");
    folder.put("d/wide.png", png(500, 20));
    EXPECT_EQ(found("width:500"), "wide both ");
}
