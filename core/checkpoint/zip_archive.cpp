#include "checkpoint/zip_archive.h"

#include "common/error.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace atelier::checkpoint {
namespace {

// PKWARE's APPNOTE.TXT, version 6.3.10: 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16 (ends), 4.5.3 (64
// bits).
constexpr std::uint32_t kLocal = 0x04034b50, kEntry = 0x02014b50, kEnd = 0x06054b50, kEnd64 = 0x06064b50,
                        kLocator64 = 0x07064b50;
constexpr std::size_t kLocalSize = 30, kEntrySize = 46, kEndSize = 22, kEnd64Size = 56, kLocatorSize = 20,
                      kLongestComment = 65'535;
constexpr std::uint16_t kEncrypted = 1, kExtra64 = 1;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;

class Archive {
public:
    Archive(std::span<const std::byte> bytes, const std::string& where) : bytes_(bytes), where_(where) {}

    std::map<std::string, std::span<const std::byte>> entries() const {
        const Directory directory = findDirectory();
        std::map<std::string, std::span<const std::byte>> entries;
        std::uint64_t at = directory.begin;
        for (std::uint64_t i = 0; i < directory.count; ++i) {
            need(at, kEntrySize, "its list of files");
            if (number<std::uint32_t>(at) != kEntry) fail("its list of files is damaged");
            const auto flags = number<std::uint16_t>(at + 8), method = number<std::uint16_t>(at + 10);
            const std::uint64_t nameSize = number<std::uint16_t>(at + 28), extraSize = number<std::uint16_t>(at + 30),
                                commentSize = number<std::uint16_t>(at + 32);
            need(at + kEntrySize, nameSize + extraSize + commentSize, "its list of files");
            const std::string name(text(at + kEntrySize, nameSize));
            std::uint64_t packed = number<std::uint32_t>(at + 20), size = number<std::uint32_t>(at + 24),
                          local = number<std::uint32_t>(at + 42);
            readExtra(at + kEntrySize + nameSize, extraSize, size, packed, local);
            if (flags & kEncrypted) fail("its files are encrypted");
            if (method != 0 || packed != size)
                fail("its files are compressed (as a TorchScript program's are), which torch.save never does",
                     "write it again with torch.save");
            need(local, kLocalSize, "one of its files");
            if (number<std::uint32_t>(local) != kLocal) fail("one of its files has no header");
            const std::uint64_t begin =
                local + kLocalSize + number<std::uint16_t>(local + 26) + number<std::uint16_t>(local + 28);
            need(begin, size, "one of its files");
            if (!entries.emplace(name, bytes_.subspan(begin, size)).second)
                fail("one of its files stands twice in its list");
            at += kEntrySize + nameSize + extraSize + commentSize;
        }
        return entries;
    }

private:
    struct Directory {
        std::uint64_t begin, count;
    };

    [[noreturn]] void fail(const std::string& what,
                           const std::string& hint = "the file is damaged; fetch it again") const {
        throw Error("is a zip archive, but " + what, where_, hint);
    }
    // Written so that nothing overflows.
    void need(std::uint64_t at, std::uint64_t size, const char* part) const {
        if (at > bytes_.size() || size > bytes_.size() - at) fail(std::string("it is cut off within ") + part);
    }
    template <class T>
    T number(std::uint64_t at) const {
        T value;
        std::memcpy(&value, bytes_.data() + at, sizeof value);
        return value;
    }
    std::string_view text(std::uint64_t at, std::uint64_t size) const {
        return {reinterpret_cast<const char*>(bytes_.data()) + at, size};
    }

    Directory findDirectory() const {
        // The end stands before a comment of any length.
        const std::size_t size = bytes_.size();
        const std::size_t first = size > kEndSize + kLongestComment ? size - kEndSize - kLongestComment : 0;
        for (std::size_t at = size >= kEndSize ? size - kEndSize + 1 : 0; at-- > first;) {
            if (number<std::uint32_t>(at) != kEnd) continue;
            Directory directory{number<std::uint32_t>(at + 16), number<std::uint16_t>(at + 10)};
            if (directory.begin == kIn64 || directory.count == 0xFFFF || number<std::uint32_t>(at + 12) == kIn64)
                directory = directory64(at, directory);
            if (directory.count > size / kEntrySize) fail("its list of files is longer than the file");
            return directory;
        }
        fail("its end is missing: it is cut off");
    }

    Directory directory64(std::size_t end, const Directory& directory) const {
        if (end < kLocatorSize || number<std::uint32_t>(end - kLocatorSize) != kLocator64) return directory;
        const auto at = number<std::uint64_t>(end - kLocatorSize + 8);
        need(at, kEnd64Size, "its end");
        if (number<std::uint32_t>(at) != kEnd64) fail("its end is damaged");
        return {number<std::uint64_t>(at + 48), number<std::uint64_t>(at + 32)};
    }

    // Numbers that do not fit 32 bits stand here, in this order.
    void readExtra(std::uint64_t at, std::uint64_t size, std::uint64_t& whole, std::uint64_t& packed,
                   std::uint64_t& local) const {
        const std::uint64_t end = at + size;
        while (end - at >= 4) {
            const auto id = number<std::uint16_t>(at);
            std::uint64_t left = std::min<std::uint64_t>(number<std::uint16_t>(at + 2), end - at - 4);
            at += 4;
            if (id == kExtra64) {
                for (std::uint64_t* value : {&whole, &packed, &local}) {
                    if (*value != kIn64) continue;
                    if (left < 8) fail("its list of files is damaged");
                    *value = number<std::uint64_t>(at);
                    at += 8;
                    left -= 8;
                }
                return;
            }
            at += left;
        }
    }

    std::span<const std::byte> bytes_;
    const std::string& where_;
};

}  // namespace

bool isZip(std::span<const std::byte> bytes) {
    constexpr char kMagic[] = {'P', 'K', 3, 4};
    return bytes.size() >= sizeof kMagic && std::memcmp(bytes.data(), kMagic, sizeof kMagic) == 0;
}

std::map<std::string, std::span<const std::byte>> zipEntries(std::span<const std::byte> bytes,
                                                             const std::string& where) {
    return Archive(bytes, where).entries();
}

}  // namespace atelier::checkpoint
