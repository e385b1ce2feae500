#include "hub/card.h"

#include "common/error.h"
#include "hub/client.h"
#include "hub/trouble.h"

#include <algorithm>
#include <string_view>

namespace atelier::hub {
namespace {

constexpr std::size_t kMost = std::size_t(1) << 20;

// [begin, end) of the header's lines, and where the text goes on; both empty where there is no header.
struct Header {
    std::string_view lines;
    std::size_t after = 0;
};

Header headerOf(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto first = text.find('\n');
    if (!text.starts_with("---") || first == text.npos) return {};
    for (auto line = first + 1; line < text.size();) {
        const auto end = std::min(text.find('\n', line), text.size());
        std::string_view content = text.substr(line, end - line);
        while (content.ends_with('\r') || content.ends_with(' '))
            content.remove_suffix(1);
        if (content == "---") return {text.substr(first + 1, line - first - 1), std::min(end + 1, text.size())};
        line = end + 1;
    }
    return {};
}

std::string valueOf(std::string_view lines, std::string_view key) {
    for (std::size_t line = 0; line < lines.size();) {
        const auto end = std::min(lines.find('\n', line), lines.size());
        std::string_view content = lines.substr(line, end - line);
        line = end + 1;
        if (!content.starts_with(key) || content.substr(key.size(), 1) != ":") continue;
        content.remove_prefix(key.size() + 1);
        const auto skipped = content.find_first_not_of(" \t\"'"), last = content.find_last_not_of(" \t\r\"'");
        return skipped == content.npos ? "" : std::string(content.substr(skipped, last - skipped + 1));
    }
    return "";
}

}  // namespace

std::string withoutHeader(const std::string& markdown) {
    std::string_view text = markdown;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return std::string(text.substr(headerOf(text).after));
}

std::string licenceOf(const std::string& markdown) {
    const auto lines = headerOf(markdown).lines;
    const std::string licence = valueOf(lines, "license");
    const std::string name = licence == "other" ? valueOf(lines, "license_name") : "";
    return name.empty() ? licence : name;
}

std::string modelCard(const Repository& repository, const Access& access, std::stop_token stop) {
    if (access.offline) throw Error("the hub may not be asked", "HF_HUB_OFFLINE", "unset it to read model cards");
    Requests requests(access);
    std::string text;
    const AnswerReader reader{{}, [&](std::string_view bytes) {
                                  if (text.size() < kMost) text += bytes.substr(0, kMost - text.size());
                              }};
    const Answer answer =
        requests.get(fileAddress(access, repository, repository.revision, "README.md"), {}, reader, stop);
    if (answer.trouble == HttpEnd::Trouble::None && answer.head.status == 200) return withoutHeader(text);
    if (answer.head.status == 404 && answer.head.header("x-error-code") == "EntryNotFound") return "";
    throwTrouble(requests, answer, repository, stop);
}

}  // namespace atelier::hub
