#include "data/formats/writer.h"

#include "common/error.h"
#include "common/file.h"
#include "data/formats/format.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace atelier::data {
namespace fs = std::filesystem;
namespace {

const fs::path kOutside = "outside";

bool isInside(const fs::path& relative) {
    return !relative.empty() && relative.is_relative() && *relative.begin() != "..";
}

std::string encode(const Json& json, int indent) {
    try {
        return json.dump(indent, ' ', false, Json::error_handler_t::strict);
    } catch (const Json::exception&) {
        throw Error("a text or a file name is no UTF-8", {}, "mend or rename it");
    }
}

}  // namespace

std::string Holds::words() const {
    std::string all = text == Text::None       ? "no text"
                      : text == Text::Answer   ? "one answer"
                      : text == Text::Question ? "one question and answer"
                                               : "chat";
    const auto add = [&](bool holds, const char* what) {
        if (holds) (all += ", ") += what;
    };
    add(system, "system prompt");
    add(anyOrder, "turns in any order");
    add(developer, "developer turns");
    add(tools, "tools and their calls");
    add(lossWeights, "loss weights of turns");
    add(references, "several right answers");
    add(preferences, "rejected answers");
    add(feedback, "yes/no feedback");
    add(mediaFree, "text alone");
    add(images, several ? "images" : "one image");
    add(videos, several ? "videos" : "one video");
    add(crops, "parts of images");
    add(ranges, "parts of videos");
    add(boxes, "boxes");
    add(rotatedBoxes, "rotated boxes");
    add(polygons, "polygons");
    add(circles, "circles");
    add(lines, "lines");
    add(points, "points");
    add(parts, "objects of several parts");
    add(masks, "masks");
    add(keypoints, "keypoints");
    add(labels, "labels");
    add(transcriptions, "transcriptions");
    add(spans, "links between words and places");
    add(tags, "tags");
    add(splits, "splits");
    add(checks, "marks of what a person checked");
    add(metadata, "metadata");
    add(classes, "class numbers");
    return all;
}

Output::Output(fs::path folder, const DatasetInfo& info, bool copy, std::int64_t total, const Watch& watch)
    : folder_(std::move(folder)),
      root_(info.root),
      name_(plainName(info.name)),
      classes_(info.classes),
      copy_(copy),
      total_(total),
      watch_(watch) {}

fs::path Output::place(const Media& media) const {
    const fs::path relative = media.path.lexically_relative(root_);
    return isInside(relative) ? relative : kOutside / media.path.filename();
}

void Output::copy(const fs::path& from, const std::string& relative) {
    const fs::path to = folder_ / relative;
    std::error_code code;
    fs::create_directories(to.parent_path(), code);
    if (!code) fs::copy_file(from, to, code);
    if (code == std::errc::no_such_file_or_directory)
        throw Error("file not found", from.string(), "`atelier data check` lists all that are missing");
    if (code) throw Error::failure("cannot copy: " + code.message(), from.string());
}

std::string Output::refer(const Media& media) {
    watch_.at(std::min(++done_, total_), total_);
    if (!copy_) {
        const fs::path relative = media.path.lexically_relative(root_);
        return (isInside(relative) ? relative : media.path).string();
    }
    // A place below the root is one file's alone; "outside" others may want the same.
    const fs::path inside = place(media), wanted = "media" / inside;
    if (*inside.begin() != kOutside) {
        if (!pathExists(folder_ / wanted)) copy(media.path, wanted.string());
        return wanted.string();
    }
    if (const auto known = copies_.find(media.path); known != copies_.end()) return known->second;
    fs::path free = wanted;
    for (int number = 2; pathExists(folder_ / free); ++number)
        free = wanted.parent_path() /
               (wanted.stem().string() + "~" + std::to_string(number) + wanted.extension().string());
    copy(media.path, free.string());
    return copies_.emplace(media.path, free.string()).first->second;
}

std::string Output::copyInto(const std::string& folder, const Media& media, const KeySet& without) {
    watch_.at(++done_, total_);
    const fs::path whole = place(media);
    fs::path wanted = folder;
    for (const fs::path& part : whole.parent_path())
        if (!without.contains(part.string())) wanted /= part;
    wanted /= whole.filename();
    fs::path stem = wanted.parent_path() / wanted.stem();
    // Two stems with one hash: one of them gets a number that it would not need.
    for (int number = 2; !stems_.insert(std::hash<std::string>()(stem.string())).second; ++number)
        stem = wanted.parent_path() / (wanted.stem().string() + "~" + std::to_string(number));
    const std::string relative = stem.string() + wanted.extension().string();
    copy(media.path, relative);
    return relative;
}

std::string Output::bytesOf(const Media& media) {
    watch_.at(++done_, total_);
    return readFile(media.path);
}

fs::path Output::newFile(const std::string& relative) {
    std::error_code code;
    fs::create_directories((folder_ / relative).parent_path(), code);
    if (code) throw Error::failure("cannot create: " + code.message(), relative);
    return folder_ / relative;
}

void Output::put(const std::string& relative, std::string_view bytes) {
    writeNewFile(newFile(relative), [&](int fd) { writeAll(fd, bytes.data(), bytes.size(), relative); });
}

void Output::putJson(const std::string& relative, const Json& json) {
    put(relative, encode(json, 1) + "\n");
}

OutputFile::OutputFile(fs::path path) : path_(std::move(path)) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd_ < 0) throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path_.string());
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), waiting_(std::move(other.waiting_)) {}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::close(fd_);
}

void OutputFile::write(std::string_view text) {
    constexpr std::size_t kAtOnce = std::size_t{1} << 18;
    waiting_ += text;
    if (waiting_.size() >= kAtOnce) flush();
}

void OutputFile::line(const Json& json) {
    write(lineOf(json));
    write("\n");
}

void OutputFile::flush() {
    writeAll(fd_, waiting_.data(), waiting_.size(), path_);
    waiting_.clear();
}

void OutputFile::close() {
    flush();
    if (::close(std::exchange(fd_, -1)) != 0)
        throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path_.string());
}

// Line breaks in a JSON text are between values: those inside texts are escaped.
void JsonList::add(const Json& value) {
    const std::string lineBreak = "\n" + std::string(static_cast<std::size_t>(depth_) + 1, ' ');
    const std::string text = encode(value, 1);
    file_.write(any_ ? "," : "[");
    any_ = true;
    file_.write(lineBreak);
    for (std::size_t at = 0;;) {
        const std::size_t end = text.find('\n', at);
        file_.write(std::string_view(text).substr(at, end - at));
        if (end == std::string::npos) return;
        file_.write(lineBreak);
        at = end + 1;
    }
}

void JsonList::end() {
    file_.write(any_ ? "\n" + std::string(static_cast<std::size_t>(depth_), ' ') + "]" : "[]");
}

std::string lineOf(const Json& json) {
    return encode(json, -1);
}

}  // namespace atelier::data
