#include "hub/client.h"

#include "common/error.h"

#include <algorithm>
#include <set>

namespace atelier::hub {
namespace {

constexpr int kMostPages = 10'000;

std::string api(const Access& access, const Repository& repository) {
    return access.endpoint + "/api/" + plural(repository.kind) + "/" + repository.id;
}

bool isHex(const std::string& text, std::size_t size) {
    return text.size() == size &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::uint64_t sizeIn(const Json& object, const std::string& where) {
    const auto size = jsonAt<std::int64_t>(object, "size", where);
    if (size < 0) throw Error::failure("a file with a negative size", where);
    return static_cast<std::uint64_t>(size);
}

RemoteFile fileFrom(const Json& entry, const Repository& repository, const std::string& where) {
    RemoteFile file;
    file.path = jsonAt<std::string>(entry, "path", where);
    checkFileName(file.path, repository.name());
    const std::string at = where + ": " + file.path;
    file.size = sizeIn(entry, at);
    file.sha1 = jsonAt<std::string>(entry, "oid", at, std::string());
    if (const auto lfs = entry.find("lfs"); lfs != entry.end() && lfs->is_object()) {
        file.sha256 = jsonAt<std::string>(*lfs, "oid", at);
        if (file.sha256.starts_with("sha256:")) file.sha256.erase(0, 7);
        file.size = sizeIn(*lfs, at);
    }
    // They become file names and decide whether what came is right.
    if (file.sha256.empty() ? !isHex(file.sha1, 40) : !isHex(file.sha256, 64))
        throw Error::failure("the hub gives a file no checksum", at, "look at HF_ENDPOINT");
    return file;
}

}  // namespace

std::string nextPage(const HttpHead& head, const std::string& endpoint) {
    // <https://…?cursor=…>; rel="next"
    const std::string link = head.header("link");
    for (std::size_t begin = link.find('<'); begin != link.npos; begin = link.find('<', begin + 1)) {
        const auto end = link.find('>', begin), next = link.find('<', begin + 1);
        if (end == link.npos) break;
        if (link.substr(end, next == link.npos ? next : next - end).find("rel=\"next\"") == link.npos) continue;
        std::string url = link.substr(begin + 1, end - begin - 1);
        if (url.starts_with("/")) url = endpoint.substr(0, endpoint.find('/', endpoint.find("://") + 3)) + url;
        // A mirror may hand on the addresses of the hub itself.
        constexpr std::string_view kHub = "https://huggingface.co";
        if (originOf(url) != originOf(endpoint) && url.starts_with(std::string(kHub) + "/"))
            url = endpoint + url.substr(kHub.size());
        if (originOf(url) != originOf(endpoint))
            throw Error::failure("a list goes on at another host: " + originOf(url), endpoint, "look at HF_ENDPOINT");
        return url;
    }
    return "";
}

std::string commitOf(Requests& requests, const Repository& repository, const Notes& notes, std::stop_token stop) {
    const std::string url = api(requests.access(), repository) + "/revision/" + encoded(repository.revision, false);
    const Json info = requests.json(url, repository, notes, stop);
    const auto commit = jsonAt<std::string>(info, "sha", url);
    if (!isCommit(commit)) throw Error::failure("the hub names no commit", url, "look at HF_ENDPOINT");
    return commit;
}

std::vector<RemoteFile> filesOf(Requests& requests, const Repository& repository, const std::string& commit,
                                const Notes& notes, std::stop_token stop) {
    std::vector<RemoteFile> files;
    std::set<std::string> paths;
    std::string url = api(requests.access(), repository) + "/tree/" + commit + "?recursive=true&expand=false";
    for (int page = 0; !url.empty(); ++page) {
        if (page == kMostPages) throw Error::failure("a list of files without end", repository.name());
        HttpHead head;
        const Json entries = requests.json(url, repository, notes, stop, &head);
        if (!entries.is_array()) throw Error::failure("the hub gives no list of files", url, "look at HF_ENDPOINT");
        for (const auto& entry : entries) {
            if (!entry.is_object()) throw Error::failure("the hub gives no list of files", url, "look at HF_ENDPOINT");
            if (jsonAt<std::string>(entry, "type", url) != "file") continue;
            files.push_back(fileFrom(entry, repository, url));
            if (!paths.insert(files.back().path).second)
                throw Error::failure("the hub lists a file twice: " + files.back().path, repository.name());
        }
        url = nextPage(head, requests.access().endpoint);
    }
    return files;
}

std::string fileAddress(const Access& access, const Repository& repository, const std::string& commit,
                        const std::string& path) {
    return access.endpoint + (repository.kind == Kind::Dataset ? "/datasets/" : "/") + repository.id + "/resolve/" +
           commit + "/" + encoded(path, true);
}

}  // namespace atelier::hub
