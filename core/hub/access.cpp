#include "hub/access.h"

#include "common/error.h"
#include "common/file.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace atelier::hub {
namespace fs = std::filesystem;
namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

bool isTrue(const std::string& text) {
    std::string upper;
    for (const unsigned char c : text)
        upper += static_cast<char>(std::toupper(c));
    return upper == "1" || upper == "ON" || upper == "YES" || upper == "TRUE";
}

fs::path homeFolder() {
    const std::string home = variable("HOME");
    return home.empty() ? fs::path("/") : fs::path(home);
}

// "~/x" and "$NAME/x", "${NAME}/x", as Python's expanduser and expandvars.
fs::path expanded(const std::string& text) {
    std::string path = text;
    if (path == "~" || path.starts_with("~/")) path = homeFolder().string() + path.substr(1);
    std::string result;
    for (std::size_t i = 0; i < path.size();) {
        const bool braces = i + 1 < path.size() && path[i + 1] == '{';
        std::size_t begin = i + (braces ? 2 : 1), end = begin;
        if (path[i] == '$')
            while (end < path.size() && (std::isalnum(static_cast<unsigned char>(path[end])) || path[end] == '_'))
                ++end;
        const bool named = path[i] == '$' && end > begin && (!braces || (end < path.size() && path[end] == '}'));
        const char* value = named ? std::getenv(path.substr(begin, end - begin).c_str()) : nullptr;
        if (value) {
            result += value;
            i = end + (braces ? 1 : 0);
        } else {
            result += path[i++];
        }
    }
    return result;
}

fs::path hubHome() {
    if (const auto home = variable("HF_HOME"); !home.empty()) return expanded(home);
    const auto xdg = variable("XDG_CACHE_HOME");
    return (xdg.empty() ? homeFolder() / ".cache" : expanded(xdg)) / "huggingface";
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    return begin == text.npos ? "" : text.substr(begin, end - begin + 1);
}

void readToken(Access& access) {
    for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"})
        if (access.token.empty()) {
            access.token = trimmed(variable(name));
            access.tokenFrom = name;
        }
    if (access.token.empty() && !isTrue(variable("HF_HUB_DISABLE_IMPLICIT_TOKEN"))) {
        const auto named = variable("HF_TOKEN_PATH");
        const fs::path file = named.empty() ? hubHome() / "token" : expanded(named);
        std::error_code code;
        if (fs::is_regular_file(file, code)) {
            access.token = trimmed(readFile(file, 1 << 16));
            access.tokenFrom = file.string();
        }
    }
    if (access.token.empty()) access.tokenFrom.clear();
    if (std::ranges::any_of(access.token, [](unsigned char c) { return c <= 0x20 || c >= 0x7F; }))
        throw Error("the token holds a character that no token has", access.tokenFrom,
                    "copy it again from the hub's page of tokens");
}

void replaceAll(std::string& text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

}  // namespace

fs::path cacheFromEnvironment() {
    for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"})
        if (const auto value = variable(name); !value.empty()) return expanded(value);
    return hubHome() / "hub";
}

Access accessFromEnvironment() {
    Access access;
    access.cache = cacheFromEnvironment();
    access.offline = isTrue(variable("HF_HUB_OFFLINE")) || isTrue(variable("TRANSFORMERS_OFFLINE"));
    if (auto endpoint = trimmed(variable("HF_ENDPOINT")); !endpoint.empty()) {
        while (endpoint.ends_with('/'))
            endpoint.pop_back();
        if (originOf(endpoint).empty())
            throw Error("\"" + masked(endpoint, {}) + "\" is no address", "HF_ENDPOINT",
                        "write it with its scheme: https://host");
        access.endpoint = endpoint;
    }
    if (const auto text = variable("HF_HUB_DOWNLOAD_TIMEOUT"); !text.empty()) {
        int seconds = 0;
        const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (failed != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 86400)
            throw Error("\"" + text + "\" is no number of seconds", "HF_HUB_DOWNLOAD_TIMEOUT", "write a whole number");
        access.patience = std::chrono::seconds(seconds);
    }
    readToken(access);
    return access;
}

std::string masked(std::string text, const Access& access) {
    if (!access.token.empty()) replaceAll(text, access.token, "***");
    // "//user:password@host"
    for (auto slashes = text.find("//"); slashes != text.npos; slashes = text.find("//", slashes + 2)) {
        const auto end = text.find_first_of("/ \"'", slashes + 2);
        const auto at = text.substr(0, end).rfind('@');
        if (at != text.npos && at > slashes) text.replace(slashes + 2, at - slashes - 2, "***");
    }
    return text;
}

std::string originOf(const std::string& url) {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return "";
    std::string origin;
    for (const unsigned char c : url.substr(0, url.find_first_of("/?#", scheme + 3)))
        origin += static_cast<char>(std::tolower(c));
    if (!origin.starts_with("http://") && !origin.starts_with("https://")) return "";
    if (const auto at = origin.rfind('@'); at != origin.npos) origin.erase(scheme + 3, at - scheme - 2);
    const std::string host = origin.substr(scheme + 3);
    if (host.empty() || host.find_first_of(" \t\r\n\\") != host.npos) return "";
    const auto bracket = host.rfind(']'), colon = host.rfind(':');
    if (colon == host.npos || (bracket != host.npos && colon < bracket))
        origin += origin.starts_with("https://") ? ":443" : ":80";
    return origin;
}

}  // namespace atelier::hub
