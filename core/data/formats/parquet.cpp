// Parquet as Hugging Face's `datasets` keeps it: pictures as bytes, files cut into shards that are named by their split
// (data/train-00000-of-00002.parquet), and features described in the schema.
#include "common/error.h"
#include "data/formats/conversation.h"
#include "data/formats/loose.h"
#include "data/formats/parquet_rows.h"
#include "data/formats/rows.h"
#include "data/formats/splits.h"

#include <algorithm>
#include <array>
#include <map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

int detect(const fs::path& path) {
    if (!holdsParquet(path)) return 0;
    std::error_code ignored;
    return fs::is_directory(path, ignored) ? 50 : 95;
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// "train-00000-of-00002.parquet", "validation.parquet", "test_0.parquet", "test/0000.parquet"
std::string splitOfShard(const fs::path& relative) {
    const std::string stem = lowered(relative.stem().string());
    if (std::string split = splitOfName(stem.substr(0, stem.find_first_of("-_."))); !split.empty()) return split;
    return splitOfName(lowered(relative.parent_path().filename().string()));
}

// The folders on the way to a shard that name neither a split nor the place of all data: several make several datasets.
std::string configOfShard(const fs::path& relative) {
    std::string config;
    for (const fs::path& part : relative.parent_path())
        if (part != "data" && part != "default" && splitOfName(lowered(part.string())).empty())
            config += (config.empty() ? "" : "_") + part.string();
    return config;
}

struct Shard {
    fs::path file, relative;
};

std::vector<Shard> shardsOf(const fs::path& path) {
    if (!fs::is_directory(path)) return {{path, path.filename()}};
    std::vector<Shard> shards;
    constexpr auto kOptions = fs::directory_options::skip_permission_denied;
    for (auto file = fs::recursive_directory_iterator(path, kOptions); file != fs::recursive_directory_iterator();
         ++file) {
        const bool hidden = file->path().filename().string().starts_with('.');
        if (hidden && file->is_directory()) file.disable_recursion_pending();
        if (!hidden && isParquetFile(file->path()) && file->is_regular_file())
            shards.push_back({file->path(), file->path().lexically_relative(path)});
    }
    std::sort(shards.begin(), shards.end(), [](const Shard& a, const Shard& b) { return a.relative < b.relative; });
    return shards;
}

std::string nameOf(const fs::path& path) {
    if (fs::is_directory(path)) return fs::canonical(path).filename().string();
    const std::string stem = path.stem().string();
    const auto number = stem.find("-0");  // train-00000-of-00002
    return number == std::string::npos || number == 0 ? stem : stem.substr(0, number);
}

// A file that ends too early has given the rows before.
void readShard(const Shard& shard, const ReadOptions& options, const MediaPaths& paths, SampleIds& ids,
               std::int64_t& index, const Sink& sink, ImportReport& report) {
    const std::string name = shard.relative.string();
    report.readFile(shard.file);
    const auto file = parquetLibrary().open(shard.file);
    const ParquetRows rows(*file, options, shard.file);
    for (const std::string& column : rows.leftOut())
        report.warn(name + ": the pictures in the column \"" + column + "\" are left out");
    const std::string split = splitOfShard(shard.relative);
    file->forEachRow([&](Json&& row, std::int64_t number) {
        const std::string where = name + "[" + std::to_string(number) + "]";
        ++index;
        ++report.rows;
        try {
            const std::string id = rows.idOf(row);
            Sample sample = rows.sampleOf(std::move(row), {paths, report, where});
            sample.origin = where;
            sample.id = ids.next(id, index - 1);
            if (!split.empty()) sample.split = split;
            sink.sample(std::move(sample));
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::User) throw;
            report.skipSample(where, error.what());
        }
        return true;
    });
}

void read(const fs::path& path, const ReadOptions& options, const Sink& sink, ImportReport& report) {
    parquetLibrary();  // says what is missing
    std::map<std::string, std::vector<Shard>> configs;
    for (const Shard& shard : shardsOf(path))
        configs[configOfShard(shard.relative)].push_back(shard);
    if (!options.entry.empty() && !configs.contains(options.entry)) {
        std::string known;
        for (const auto& [config, _] : configs)
            if (!config.empty()) known += (known.empty() ? "" : ", ") + config;
        throw Error("there is no dataset \"" + options.entry + "\"", path.string(),
                    known.empty() ? "there is one only" : "there are: " + known);
    }
    const MediaPaths paths(options, fs::is_directory(path) ? path : fs::absolute(path).parent_path());
    for (const auto& [config, shards] : configs) {
        if (!options.entry.empty() && config != options.entry) continue;
        const std::string name = config.empty() || configs.size() == 1 ? nameOf(path) : config;
        sink.dataset({name, "parquet", path, paths.root()});
        SampleIds ids(name);
        std::int64_t index = 0;
        for (const Shard& shard : shards)
            try {
                readShard(shard, options, paths, ids, index, sink, report);
            } catch (const Error& error) {
                if (error.kind() != Error::Kind::User || shards.size() * configs.size() == 1) throw;
                report.skipSource(shard.relative.string(), error.what());
            }
    }
}

// What `datasets` cuts its files into.
constexpr std::uintmax_t kShardBytes = 500'000'000;

std::uintmax_t bytesOf(const Sample& sample) {
    std::uintmax_t bytes = 0;
    for (const Media& media : sample.media) {
        std::error_code missing;  // reported when it is read
        const auto size = fs::file_size(media.path, missing);
        if (!missing) bytes += size;
    }
    return bytes;
}

// The files of one split: how many there are is known before the first is named.
class Shards {
public:
    /// Whether a new file begins with a sample of so many bytes.
    bool begins(std::uintmax_t more) {
        const bool next = count_ == 0 || (bytes_ > 0 && bytes_ + more > kShardBytes);
        if (next) bytes_ = 0;
        count_ += next;
        bytes_ += more;
        return next;
    }
    std::size_t count() const { return count_; }

private:
    std::size_t count_ = 0;
    std::uintmax_t bytes_ = 0;
};

Json textFeature() {
    return {{"dtype", "string"}, {"_type", "Value"}};
}

// What a first look at all samples tells: columns that none has anything for are left out.
struct Plan {
    bool images = false, tags = false, checked = false, tools = false, metadata = false;
    bool calls = false, callIds = false, names = false, weights = false;  // of any turn
    bool rejected = false, references = false, feedback = false;          // of the last answer
    ObjectFeatures objects;
    std::map<std::string, Shards> splits;

    void add(const Sample& sample) {
        images |= !sample.media.empty();
        tags |= !sample.tags.empty();
        checked |= sample.checked;
        tools |= !sample.tools.empty();
        metadata |= !sample.metadata.empty();
        for (const Turn& turn : sample.turns) {
            const TurnDetails& details = *turn.details;
            calls |= !details.calls.empty();
            callIds |= !details.callId.empty();
            names |= !details.name.empty();
            weights |= details.lossWeight.has_value();
        }
        if (!sample.turns.empty()) {
            const TurnDetails& last = *sample.turns.back().details;
            rejected |= last.rejected.has_value();
            references |= !last.references.empty();
            feedback |= last.liked.has_value();
        }
        objects.add(sample);
        splits[sample.split].begins(bytesOf(sample));
    }

    Json features() const {
        const Json texts{{"feature", textFeature()}, {"_type", "Sequence"}};
        const Json flag{{"dtype", "bool"}, {"_type", "Value"}};
        Json features{{"id", textFeature()}};
        if (images) features["images"] = {{"feature", {{"_type", "Image"}}}, {"_type", "Sequence"}};
        features["messages"] = Json::array({messageFeatures()});
        if (tools) features["tools"] = textFeature();
        if (rejected) features["rejected"] = textFeature();
        if (references) features["references"] = texts;
        if (feedback) features["label"] = flag;
        if (metadata) features["metadata"] = textFeature();
        if (Json all = objects.json(); !all.is_null()) features["objects"] = std::move(all);
        if (tags) features["tags"] = texts;
        if (checked) features["checked"] = flag;
        return features;
    }

private:
    // Of a turn, as TRL and transformers name it.
    Json messageFeatures() const {
        Json features{{"role", textFeature()}, {"content", textFeature()}};
        if (calls)
            features["tool_calls"] =
                Json::array({{{"id", textFeature()},
                              {"type", textFeature()},
                              {"function", {{"name", textFeature()}, {"arguments", textFeature()}}}}});
        if (callIds) features["tool_call_id"] = textFeature();
        if (names) features["name"] = textFeature();
        if (weights) features["weight"] = {{"dtype", "float64"}, {"_type", "Value"}};
        return features;
    }
};

// Every key of the features, null where the turn has nothing.
Json messageOf(const Turn& turn, const Json& features) {
    constexpr std::array kRoles{"system", "user", "assistant", "tool", "developer"};
    const TurnDetails& details = *turn.details;
    Json message{{"role", kRoles[static_cast<std::size_t>(turn.role)]}, {"content", turn.text}};
    const auto put = [&](const char* key, Json value) {
        if (features.contains(key)) message[key] = std::move(value);
    };
    const auto textOr = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    Json calls = details.calls.empty() ? Json() : Json::array();
    for (const ToolCall& call : details.calls)
        calls.push_back({{"id", textOr(call.id)},
                         {"type", "function"},
                         {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
    put("tool_calls", std::move(calls));
    put("tool_call_id", textOr(details.callId));
    put("name", textOr(details.name));
    put("weight", details.lossWeight ? Json(*details.lossWeight) : Json());
    return message;
}

Json rowOf(const Sample& sample, const Json& features, Output& output) {
    Json row{{"id", sample.id}, {"messages", Json::array()}};
    for (const Turn& turn : sample.turns)
        row["messages"].push_back(messageOf(turn, features.at("messages").at(0)));
    const TurnDetails none;
    const TurnDetails& last = sample.turns.empty() ? none : *sample.turns.back().details;
    const auto put = [&](const char* key, Json value) {
        if (features.contains(key)) row[key] = std::move(value);
    };
    put("tools", sample.tools.empty() ? Json() : Json(sample.tools));
    put("rejected", last.rejected ? Json(*last.rejected) : Json());
    put("references", Json(last.references));
    put("label", last.liked ? Json(*last.liked) : Json());
    Json metadata = Json::object();
    putRest(sample.metadata, metadata);
    put("metadata", metadata.empty() ? Json() : Json(lineOf(metadata)));
    if (features.contains("objects")) row["objects"] = objectsOf(sample.regions, features.at("objects"));
    if (features.contains("tags")) row["tags"] = sample.tags;
    if (features.contains("checked")) row["checked"] = sample.checked;
    lineOf(row);  // refuses text that is no UTF-8
    if (!features.contains("images")) return row;
    row["images"] = Json::array();
    for (const Media& media : sample.media) {
        const std::string bytes = output.bytesOf(media);
        row["images"].push_back({{"bytes", Json::binary({bytes.begin(), bytes.end()})},
                                 {"path", printable(media.path.filename().string())}});
    }
    return row;
}

// Where no sample has a split, `datasets` is to make one of all files, so that their names must tell it none; among
// other splits the rest is a split of its own.
std::string shardsName(const std::string& split, bool only, const std::string& dataset) {
    if (!split.empty()) return "data/" + split;
    return only && splitOfShard(dataset).empty() ? dataset : "data/unassigned";
}

std::string write(const SampleStream& samples, Output& output) {
    const ParquetLibrary& library = parquetLibrary();
    Plan plan;
    for (const Sample& sample : samples)
        plan.add(sample);
    const Json features = plan.features();
    struct Open {
        Shards shards;
        std::unique_ptr<ParquetOutput> file;
    };
    std::map<std::string, Open> splits;
    for (const Sample& sample : samples) {
        auto& [shards, file] = splits[sample.split];
        if (shards.begins(bytesOf(sample))) {
            if (file) file->close();
            std::array<char, 32> number{};
            std::snprintf(number.data(), number.size(), "-%05zu-of-%05zu.parquet", shards.count() - 1,
                          plan.splits.at(sample.split).count());
            const std::string name = shardsName(sample.split, plan.splits.size() == 1, output.name());
            file = library.create(output.newFile(name + number.data()), features);
        }
        file->append(rowOf(sample, features, output));
    }
    for (auto& [split, open] : splits)
        open.file->close();
    return {};
}

// Columns are of the last answer.
bool fitRow(Sample& sample, const Lost& lost) {
    keepDetailsOfLastAnswer(sample, lost);
    for (Turn& turn : sample.turns) {
        if (turn.details->metadata.empty()) continue;
        lost("metadata of turns");
        turn.details.edit().metadata.clear();
    }
    for (Region& region : sample.regions) {
        if (region.details->metadata.empty()) continue;
        lost("metadata of regions");
        region.details.edit().metadata.clear();
    }
    return true;
}

constexpr Holds kHolds{.system = true,
                       .anyOrder = true,
                       .developer = true,
                       .tools = true,
                       .lossWeights = true,
                       .references = true,
                       .preferences = true,
                       .feedback = true,
                       .untexted = true,
                       .unanswered = true,
                       .mediaFree = true,
                       .several = true,
                       .boxes = true,
                       .rotatedBoxes = true,
                       .polygons = true,
                       .circles = true,
                       .lines = true,
                       .points = true,
                       .labels = true,
                       .transcriptions = true,
                       .tags = true,
                       .splits = true,
                       .checks = true,
                       .metadata = true};
const Formats::Entry entry{"parquet",
                           {.title = "Parquet, as Hugging Face datasets keeps it (needs Arrow)",
                            .detect = detect,
                            .read = read,
                            .writer = Writer{.holds = kHolds, .copies = true, .write = write, .fit = fitRow}}};

}  // namespace
}  // namespace atelier::data
