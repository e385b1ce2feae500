#include "hub/transfer.h"

#include "common/error.h"
#include "common/file.h"
#include "hub/client.h"
#include "hub/file_lock.h"
#include "hub/trouble.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace atelier::hub {
namespace fs = std::filesystem;
namespace {

std::optional<std::uint64_t> wholeNumber(const std::string& text) {
    std::uint64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// "bytes 100-199/200" -> 100 and 200
struct Span {
    std::uint64_t begin = 0, total = 0;
};
std::optional<Span> contentRange(const std::string& text) {
    const auto space = text.find(' '), dash = text.find('-'), slash = text.find('/');
    if (!text.starts_with("bytes ") || dash == text.npos || slash == text.npos || dash < space) return std::nullopt;
    const auto begin = wholeNumber(text.substr(space + 1, dash - space - 1));
    const auto total = wholeNumber(text.substr(slash + 1));
    return begin && total ? std::optional(Span{*begin, *total}) : std::nullopt;
}

// W/"abc" -> abc
std::string plainTag(std::string tag) {
    if (tag.starts_with("W/")) tag.erase(0, 2);
    std::erase(tag, '"');
    return tag;
}

bool isHash(const std::string& tag) {
    return (tag.size() == 40 || tag.size() == 64) &&
           std::ranges::all_of(tag, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// What another request, which begins at the hub again, may mend: too few bytes; a range that is not there; and the
// address of another host, which the hub gives out for some hours alone.
Answer mendable(Answer answer, bool ranged) {
    if (answer.trouble != HttpEnd::Trouble::None) return answer;
    const int status = answer.head.status;
    if (status == 200 || status == 206)
        answer.again = "the file ended too early";
    else if (status == 416 && ranged)
        answer.again = "the server has less of the file than came before";
    else if (answer.elsewhere && (status == 401 || status == 403 || status == 404 || status == 410))
        answer.again = originOf(answer.url) + " answers " + std::to_string(status);
    return answer;
}

// What the hub says of the file before it sends it, or names who does.
void checkIsFile(const Answer& answer, const RemoteFile& file, const std::string& commit, const std::string& where) {
    const auto said = [&](const char* name) {
        const std::string first = answer.hub.header(name);
        return first.empty() ? answer.head.header(name) : first;
    };
    const char* hint = "look at HF_ENDPOINT, or try again later";
    if (const std::string now = said("x-repo-commit"); isCommit(now) && now != commit)
        throw Error::failure("the hub sends it from commit " + now + " instead of " + commit, where, hint);
    std::string tag = plainTag(said("x-linked-etag"));
    if (tag.empty()) tag = plainTag(answer.hub.status ? answer.hub.header("etag") : answer.head.header("etag"));
    if (isHash(tag) && tag.size() == file.hash().size() && tag != file.hash())
        throw Error::failure("the hub has another file there (" + tag + ") than its list says (" + file.hash() + ")",
                             where, hint);
}

}  // namespace

// What has come of a file so far: bytes on the disk, and their digest.
class Transfer::Part {
public:
    Part(const RemoteFile& file, const fs::path& path, TransferCounts& counts)
        : file_(file), path_(path), counts_(counts) {
        fd_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        if (!fd_.open()) throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path.string());
        readBack();
    }
    ~Part() { counts_.there -= static_cast<std::int64_t>(size_); }

    std::uint64_t size() const { return size_; }
    const fs::path& path() const { return path_; }
    bool whole() const { return size_ == file_.size; }
    bool resumed() const { return resumed_; }

    void add(std::string_view bytes) {
        writeAll(fd_.get(), bytes.data(), bytes.size(), path_);
        digest_->add(bytes);
        count(bytes.size());
        counts_.received += static_cast<std::int64_t>(bytes.size());
    }
    void restart() {
        if (::ftruncate(fd_.get(), 0) != 0 || ::lseek(fd_.get(), 0, SEEK_SET) != 0)
            throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path_.string());
        counts_.there -= static_cast<std::int64_t>(size_);
        size_ = 0;
        resumed_ = false;
        newDigest();
    }
    std::string hex() { return digest_->hex(); }
    void close() {
        if (::fsync(fd_.get()) != 0 || fd_.close() != 0)
            throw Error::failure(std::string("cannot write: ") + std::strerror(errno), path_.string(),
                                 errno == ENOSPC ? "free some space and try again" : "");
    }

private:
    void newDigest() {
        digest_ = httpLibrary().digest(file_.sha256.empty() ? Digest::Kind::Sha1 : Digest::Kind::Sha256);
        // Git's is one of the size and the content.
        if (file_.sha256.empty()) digest_->add("blob " + std::to_string(file_.size) + std::string(1, '\0'));
    }
    void count(std::size_t bytes) {
        size_ += bytes;
        counts_.there += static_cast<std::int64_t>(bytes);
    }
    void readBack() {
        newDigest();
        struct stat info{};
        if (::fstat(fd_.get(), &info) != 0 || static_cast<std::uint64_t>(info.st_size) > file_.size) return restart();
        std::string buffer(std::size_t(1) << 20, '\0');
        for (;;) {
            const auto got = ::read(fd_.get(), buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return restart();
            if (got == 0) break;
            digest_->add(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
            count(static_cast<std::size_t>(got));
        }
        resumed_ = size_ > 0;
    }

    const RemoteFile& file_;
    fs::path path_;
    TransferCounts& counts_;
    Descriptor fd_;
    std::unique_ptr<Digest> digest_;
    std::uint64_t size_ = 0;
    bool resumed_ = false;  // begun by an earlier download
};

Transfer::Transfer(const Access& access, const Repository& repository, const std::string& commit, const Notes& notes,
                   TransferCounts& counts)
    : requests_(access),
      repository_(repository),
      commit_(commit),
      cached_(access.cache, repository),
      notes_(notes),
      counts_(counts) {}

Answer Transfer::attempt(const RemoteFile& file, Part& part, std::stop_token stop) {
    std::vector<std::pair<std::string, std::string>> headers{{"Accept-Encoding", "identity"}};
    const std::uint64_t begin = part.size();
    if (begin > 0) headers.emplace_back("Range", "bytes=" + std::to_string(begin) + "-");
    const std::string url = fileAddress(requests_.access(), repository_, commit_, file.path);
    const std::string where = repository_.name() + ": " + file.path;
    bool wanted = false;
    const auto wrongLength = [&](std::uint64_t length) {
        return Error::failure(
            "the hub sends " + std::to_string(length) + " bytes, its list of files says " + std::to_string(file.size),
            where, "try again later, or look at HF_ENDPOINT");
    };
    const auto onHead = [&](const Answer& answer) {
        const HttpHead& head = answer.head;
        wanted = head.status == 200 || head.status == 206;
        if (!wanted) return true;
        checkIsFile(answer, file, commit_, where);
        if (head.status == 206) {
            const auto span = contentRange(head.header("content-range"));
            if (span && span->total != file.size) throw wrongLength(span->total);
            if (!span || span->begin != begin) {  // some other part of the file: all of it then
                part.restart();
                wanted = false;
            }
            return wanted;
        }
        if (begin > 0) part.restart();  // the server knows no ranges, and sends all of it
        if (const auto length = wholeNumber(head.header("content-length")); length && *length != file.size)
            throw wrongLength(*length);
        return true;
    };
    const auto onBody = [&](std::string_view bytes) {
        if (!wanted) return;
        if (part.size() + bytes.size() > file.size) throw wrongLength(part.size() + bytes.size());
        part.add(bytes);
    };
    return requests_.get(url, headers, {onHead, onBody}, stop);
}

// Checks what came; false where it was begun by an earlier download and is now to be fetched anew.
bool Transfer::finish(const RemoteFile& file, Part& part, bool last) {
    const std::string hash = part.hex();
    if (hash == file.hash()) {
        part.close();
        fs::rename(part.path(), cached_.blob(file.hash()));
        return true;
    }
    const bool again = part.resumed() && !last;
    part.restart();
    if (again) {
        if (notes_) notes_(file.path + ": what an earlier download left is wrong; fetching it anew");
        return false;
    }
    fs::remove(part.path());
    throw Error::failure("came with wrong bytes: its checksum is " + hash + ", not " + file.hash(),
                         repository_.name() + ": " + file.path,
                         "what came was removed; try again, and look at HF_ENDPOINT and the proxy");
}

void Transfer::fetch(const RemoteFile& file, std::stop_token stop) {
    const fs::path blob = cached_.blob(file.hash());
    const FileLock lock(cached_.lock(file.hash()), stop, [&] {
        if (notes_) notes_(file.path + ": another program is downloading it; waiting");
    });
    if (isThere(cached_, file)) {
        counts_.there += static_cast<std::int64_t>(file.size);
        return;
    }
    std::error_code code;
    fs::remove(blob, code);  // of another size: broken
    {
        Part part(file, cached_.incomplete(file.hash()), counts_);
        Patience patience;
        std::uint64_t furthest = part.size();
        bool anew = false;
        for (;;) {
            if (part.whole()) {
                if (finish(file, part, anew)) break;
                anew = true;
                furthest = 0;
                if (part.whole()) continue;  // an empty file
            }
            const bool ranged = part.size() > 0;
            const Answer answer = mendable(attempt(file, part, stop), ranged);
            if (part.whole()) continue;
            if (answer.head.status == 416) part.restart();
            if (!isPassing(answer)) throwTrouble(requests_, answer, repository_, stop);
            if (part.size() > furthest) {
                furthest = part.size();
                patience.reset();
            }
            if (!patience.again(answer, notes_, stop)) throwTrouble(requests_, answer, repository_, stop);
        }
    }
    counts_.there += static_cast<std::int64_t>(file.size);
}

bool isThere(const CachedRepository& cached, const RemoteFile& file) {
    std::error_code code;
    const auto blob = cached.blob(file.hash());
    return fs::is_regular_file(blob, code) && fs::file_size(blob, code) == file.size && !code;
}

std::uint64_t bytesThere(const CachedRepository& cached, const RemoteFile& file) {
    if (isThere(cached, file)) return file.size;
    std::error_code code;
    const auto size = fs::file_size(cached.incomplete(file.hash()), code);
    return code ? 0 : std::min<std::uint64_t>(size, file.size);
}

}  // namespace atelier::hub
