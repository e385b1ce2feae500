#include "data/copy_dataset.h"

#include "common/error.h"
#include "common/file.h"

#include <unordered_map>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

void copyMedia(const Project& project, DatasetInfo& info, std::vector<Sample>& samples) {
    const fs::path target = project.newImageFolder(info.name);
    std::unordered_map<std::string, std::uintmax_t> sizes;
    std::uintmax_t bytes = 0;
    for (const Sample& sample : samples)
        for (const Media& media : sample.media) {
            std::error_code missing;  // a lost file is copied as lost: check() names it
            const auto size = fs::file_size(media.path, missing);
            if (sizes.emplace(media.path.string(), missing ? 0 : size).second && !missing) bytes += size;
        }
    if (bytes > freeBytes(target))
        throw Error::failure("not enough space for the images: " + std::to_string(bytes >> 20) + " MiB are needed",
                             target.string(), "free some space");
    AtomicFolder folder(target);
    for (const auto& [file, _] : sizes) {
        const fs::path place = fs::path(file).lexically_relative(info.root);
        std::error_code code;
        fs::create_directories((folder.path() / place).parent_path(), code);
        if (!code) fs::copy_file(file, folder.path() / place, code);
        if (code && code != std::errc::no_such_file_or_directory)
            throw Error::failure("cannot copy: " + code.message(), file);
    }
    folder.publish();
    for (Sample& sample : samples)
        for (Media& media : sample.media)
            media.path = target / media.path.lexically_relative(info.root);
    info.root = target;
}

}  // namespace

void copyDataset(Project& project, const std::string& from, const std::string& name, const Edit& edit) {
    if (project.hasDataset(name))
        throw Error("there is a dataset \"" + name + "\" already", project.folder().string(), "give another name");
    DatasetInfo info = project.info(from);
    info.name = name;
    std::unordered_map<std::string, const Change*> changes;
    for (const Change& change : edit.changes)
        if (change.before) changes[change.before->id] = &change;
    std::vector<Sample> samples;
    for (Sample& sample : project.samples(from)) {
        const auto change = changes.find(sample.id);
        if (change == changes.end())
            samples.push_back(std::move(sample));
        else if (change->second->after)
            samples.push_back(*change->second->after);
    }
    for (const Change& change : edit.changes)
        if (!change.before && change.after) samples.push_back(*change.after);
    if (info.root.string().starts_with((project.images() / "").string())) copyMedia(project, info, samples);
    project.addDataset(info, samples);
}

}  // namespace atelier::data
