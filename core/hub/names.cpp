#include "hub/names.h"

#include "common/error.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace atelier::hub {
namespace {

constexpr std::size_t kLongestId = 96, kLongestPart = 255;

bool isLetterOrDigit(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80;
}

bool isNamePart(std::string_view part) {
    const auto allowed = [](char c) { return isLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; };
    return !part.empty() && std::ranges::all_of(part, allowed) && part.front() != '-' && part.front() != '.' &&
           part.back() != '-' && part.back() != '.';
}

bool isRevision(std::string_view text) {
    return !text.empty() && text.size() <= kLongestPart && text.find("..") == text.npos && text.front() != '/' &&
           text.back() != '/' && text.find("//") == text.npos && text.front() != '-' &&
           std::ranges::none_of(text, [](unsigned char c) {
               return c <= 0x20 || c == 0x7F || c == '\\' || c == '~' || c == '^' || c == ':' || c == '?' || c == '*' ||
                      c == '[' || c == '@';
           });
}

std::vector<std::string> split(std::string_view text, std::string_view separators) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (separators.find(c) == separators.npos)
            parts.back() += c;
        else
            parts.emplace_back();
    }
    return parts;
}

// "https://huggingface.co/datasets/OWNER/NAME/tree/REVISION/..." -> "OWNER/NAME@REVISION"
std::string fromPage(std::string page, Kind kind) {
    page = page.substr(0, page.find_first_of("?#"));
    auto parts = split(page, "/");
    std::erase(parts, "");
    const bool dataset = !parts.empty() && parts.front() == "datasets";
    if (dataset) parts.erase(parts.begin());
    if (!parts.empty() && dataset != (kind == Kind::Dataset))
        throw Error(dataset ? "is the page of a dataset, not of a model" : "is the page of a model, not of a dataset",
                    page, command(dataset ? Kind::Dataset : Kind::Model) + " takes it");
    if (parts.size() < 2) return page;
    std::string name = parts[0] + "/" + parts[1];
    if (parts.size() >= 4 && (parts[2] == "tree" || parts[2] == "blob" || parts[2] == "resolve"))
        name += "@" + parts[3];
    return name;
}

}  // namespace

std::string word(Kind kind) {
    return kind == Kind::Model ? "model" : "dataset";
}

std::string plural(Kind kind) {
    return word(kind) + "s";
}

std::string command(Kind kind) {
    return kind == Kind::Model ? "atelier model pull" : "atelier data pull";
}

std::string Repository::name() const {
    return revision == "main" ? id : id + "@" + revision;
}

bool isRepositoryId(std::string_view text) {
    const auto slash = text.find('/');
    if (text.size() > kLongestId || text.find("--") != text.npos || text.find("..") != text.npos ||
        text.ends_with(".git"))
        return false;
    if (slash == text.npos) return isNamePart(text);
    return isNamePart(text.substr(0, slash)) && isNamePart(text.substr(slash + 1));
}

bool isCommit(std::string_view text) {
    return text.size() == 40 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Repository parseRepository(const std::string& text, Kind kind, const std::string& endpoint) {
    std::string name = text;
    for (const std::string& host : {endpoint, std::string("https://huggingface.co"), std::string("https://hf.co"),
                                    std::string("hf://"), std::string("huggingface.co"), std::string("hf.co")})
        if (!host.empty() && name.starts_with(host) &&
            (host.ends_with("/") || name.size() == host.size() || name[host.size()] == '/')) {
            name = fromPage(name.substr(host.size()), kind);
            break;
        }
    Repository repository{kind, name.substr(0, name.find('@'))};
    const std::string hint = "write OWNER/NAME or OWNER/NAME@revision, as the hub shows it";
    if (!isRepositoryId(repository.id)) throw Error("is no name of a " + word(kind) + " on the hub", text, hint);
    if (const auto at = name.find('@'); at != name.npos) {
        repository.revision = name.substr(at + 1);
        if (!isRevision(repository.revision))
            throw Error("\"" + repository.revision + "\" is no name of a branch, a tag or a commit", text, hint);
    }
    return repository;
}

void checkFileName(const std::string& path, const std::string& where) {
    const auto refuse = [&](const std::string& why) {
        std::string shown;
        for (const char c : path.substr(0, 200))
            shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
        throw Error("names a file \"" + shown + "\", " + why, where, "nothing was downloaded; tell its owner");
    };
    if (std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
        refuse("with control characters");
    if (path.size() > 2048) refuse("whose name is too long");
    for (const auto& part : split(path, "/\\")) {
        if (part.empty() || part == "." || part == "..") refuse("which would lead out of its folder");
        if (part.size() > kLongestPart) refuse("whose name is too long");
    }
}

std::string encoded(std::string_view text, bool slashes) {
    constexpr const char* kDigits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~' || (slashes && c == '/')) {
            result += c;
        } else {
            result += '%';
            result += kDigits[byte >> 4];
            result += kDigits[byte & 15];
        }
    }
    return result;
}

}  // namespace atelier::hub
