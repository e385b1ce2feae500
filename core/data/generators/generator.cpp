#include "data/generators/generator.h"

#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "common/registry.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace atelier::data {
namespace {

// The folder is synced as a whole when it is published.
void write(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path.string());
}

Json messagesOf(const Sample& sample) {
    Json messages = Json::array();
    for (const Turn& turn : sample.turns)
        messages.push_back({{"role", turn.role == Turn::Role::User ? "user" : "assistant"}, {"content", turn.text}});
    return messages;
}

}  // namespace

std::unique_ptr<Generator> makeGenerator(const std::string& name, const GeneratorOptions& options) {
    return Registry<GeneratorFactory>::instance().at(name, "generator")(options);
}

std::string generatedId(const std::string& kind, std::uint64_t seed, std::uint64_t index) {
    std::string number = std::to_string(index);
    number.insert(0, number.size() < 6 ? 6 - number.size() : 0, '0');
    return kind + "-" + std::to_string(seed) + "-" + number;
}

void writeDataset(const Generator& generator, const std::string& name, std::size_t count, std::uint64_t seed,
                  const std::filesystem::path& folder, const Watch& watch) {
    if (name.empty() || name.find('/') != std::string::npos) throw Error("a dataset's name must be a file name", name);
    AtomicFolder target(folder);
    std::filesystem::create_directories(target.path() / "images");
    Json samples = Json::array();
    for (std::size_t index = 0; index < count; ++index) {
        watch.at(static_cast<std::int64_t>(index), static_cast<std::int64_t>(count));
        const Generated drawn = generator.draw(seed, index);
        const std::string image = drawn.sample.media.at(0).path.string();
        write(target.path() / image, vision::encodePng(drawn.image));
        samples.push_back(
            {{"id", drawn.sample.id}, {"messages", messagesOf(drawn.sample)}, {"images", Json::array({image})}});
    }
    const Json info = {
        {name,
         {{"file_name", name + ".json"},
          {"formatting", "sharegpt"},
          {"columns", {{"messages", "messages"}, {"images", "images"}}},
          {"tags",
           {{"role_tag", "role"}, {"content_tag", "content"}, {"user_tag", "user"}, {"assistant_tag", "assistant"}}}}}};
    write(target.path() / (name + ".json"), samples.dump(1) + "\n");
    write(target.path() / "dataset_info.json", info.dump(2) + "\n");
    target.publish();
}

}  // namespace atelier::data
