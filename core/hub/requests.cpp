#include "hub/requests.h"

#include "common/error.h"
#include "hub/trouble.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <ctime>
#include <mutex>

namespace atelier::hub {
namespace {

constexpr int kMostRedirects = 10, kMostFailures = 5, kMostWaits = 10;
constexpr double kFirstDelay = 0.5, kLongestDelay = 30, kLongestWait = 900;
constexpr std::size_t kMostJson = std::size_t(256) << 20;

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Without what follows the path: that of a CDN's address is a key to the file.
std::string shown(const std::string& url) {
    return url.substr(0, url.find_first_of("?#"));
}

std::string joined(const std::string& base, const std::string& target) {
    if (target.find("://") != target.npos) return target;
    const auto scheme = base.find("://"), path = base.find('/', scheme + 3);
    if (target.starts_with("//")) return base.substr(0, scheme + 1) + target;
    if (target.starts_with("/")) return base.substr(0, path) + target;
    const std::string whole = shown(base);
    return whole.substr(0, std::max(whole.rfind('/') + 1, scheme + 3)) + target;
}

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failed == std::errc() && end == text.data() + text.size() && value >= 0 ? std::optional(value)
                                                                                   : std::nullopt;
}

// Retry-After: seconds or a date. RateLimit: `"api";r=0;t=55`.
std::optional<double> askedDelay(const HttpHead& head) {
    if (const std::string text = head.header("retry-after"); !text.empty()) {
        if (const auto seconds = number(text)) return seconds;
        std::tm date{};
        if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date))
            return std::max(0.0, std::difftime(::timegm(&date), std::time(nullptr)));
    }
    const std::string limit = head.header("ratelimit");
    if (const auto at = limit.find(";t="); at != limit.npos)
        return number(limit.substr(at + 3, limit.find(';', at + 3) - at - 3));
    return std::nullopt;
}

void wait(double seconds, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
    if (stop.stop_requested()) throw Error::interrupted("stopped");
}

std::string secondsText(double seconds) {
    const auto whole = static_cast<long long>(seconds + 0.999);
    return std::to_string(whole) + (whole == 1 ? " second" : " seconds");
}

}  // namespace

bool isPassing(const Answer& answer) {
    using Trouble = HttpEnd::Trouble;
    if (!answer.again.empty()) return true;
    if (answer.trouble != Trouble::None)
        return answer.trouble == Trouble::Cut || answer.trouble == Trouble::Unreachable;
    const int status = answer.head.status;
    return status == 408 || status == 429 || status >= 500;
}

bool Patience::again(const Answer& answer, const Notes& notes, std::stop_token stop) {
    const auto asked = askedDelay(answer.head);
    if (answer.trouble == HttpEnd::Trouble::None && answer.head.status == 429) {
        const double seconds = asked.value_or(std::min(kLongestDelay, kFirstDelay * double(1 << std::min(waits_, 10))));
        if (++waits_ > kMostWaits || seconds > kLongestWait) return false;
        if (notes) notes("the hub has had too many requests and asks to wait " + secondsText(seconds));
        wait(seconds, stop);
        return true;
    }
    if (++failures_ > kMostFailures) return false;
    const double own = std::min(kLongestDelay, kFirstDelay * double(1 << (failures_ - 1)));
    const double seconds = std::min(kLongestWait, std::max(own, asked.value_or(0)));
    if (notes) notes(whatHappened(answer) + "; trying again in " + secondsText(seconds));
    wait(seconds, stop);
    return true;
}

Requests::Requests(const Access& access)
    : access_(access), origin_(originOf(access.endpoint)), client_(httpLibrary().client()) {}

Answer Requests::get(const std::string& url, const std::vector<std::pair<std::string, std::string>>& headers,
                     const AnswerReader& reader, std::stop_token stop) {
    Answer answer;
    std::string address = url;
    for (int hops = 0;; ++hops) {
        const std::string origin = originOf(address);
        if (origin.empty())
            throw Error::failure("leads to an address that is none of the web: " + masked(shown(address), access_),
                                 shown(url));
        if (origin_.starts_with("https:") && origin.starts_with("http:"))
            throw Error::failure("leads to an address that is not encrypted: " + masked(shown(address), access_),
                                 shown(url));
        HttpRequest request{address, headers, access_.patience};
        request.headers.emplace_back("User-Agent", "atelier");
        answer.elsewhere = origin != origin_;
        answer.withToken = !access_.token.empty() && !answer.elsewhere;
        if (answer.withToken) request.headers.emplace_back("Authorization", "Bearer " + access_.token);
        answer.url = masked(shown(address), access_);
        bool redirected = false;
        const HttpReader own{[&](const HttpHead& head) {
                                 redirected = isRedirect(head.status);
                                 answer.head = head;
                                 return redirected || !reader.head || reader.head(answer);
                             },
                             [&](std::string_view bytes) {
                                 if (!redirected && reader.body) reader.body(bytes);
                             }};
        HttpEnd end = client_->get(request, own, stop);
        answer.head = std::move(end.head);
        answer.trouble = end.trouble;
        answer.reason = masked(end.reason, access_);
        const std::string target = answer.head.header("location");
        if (end.trouble != HttpEnd::Trouble::None || !isRedirect(answer.head.status) || target.empty()) return answer;
        if (hops == kMostRedirects)
            throw Error::failure("redirects in a circle", masked(shown(url), access_),
                                 "try again later, or look at HF_ENDPOINT");
        if (!answer.elsewhere) {
            // The last of the hub's own answers says what the file is.
            for (const auto& [name, value] : answer.head.headers)
                answer.hub.headers[name] = value;
            answer.hub.status = answer.head.status;
        }
        address = joined(address, target);
    }
}

Json Requests::json(const std::string& url, const Repository& repository, const Notes& notes, std::stop_token stop,
                    HttpHead* head) {
    Patience patience;
    for (;;) {
        std::string text;
        const AnswerReader reader{{}, [&](std::string_view bytes) {
                                      if (text.size() + bytes.size() > kMostJson)
                                          throw Error::failure("answers without end", shown(url));
                                      text += bytes;
                                  }};
        const Answer answer = get(url, {{"Accept", "application/json"}}, reader, stop);
        if (answer.trouble == HttpEnd::Trouble::None && answer.head.status == 200) {
            if (head) *head = answer.head;
            try {
                return parseJson(text, answer.url);
            } catch (const Error& error) {
                throw Error::failure("answers with something else than the hub does: " + error.message(), answer.url,
                                     "look at HF_ENDPOINT and the proxy");
            }
        }
        if (!isPassing(answer) || !patience.again(answer, notes, stop)) throwTrouble(*this, answer, repository, stop);
    }
}

std::optional<Json> Requests::tryJson(const std::string& url, std::stop_token stop) {
    try {
        std::string text;
        const AnswerReader reader{{}, [&](std::string_view bytes) {
                                      if (text.size() < kMostJson) text += bytes;
                                  }};
        const Answer answer = get(url, {{"Accept", "application/json"}}, reader, stop);
        if (answer.trouble != HttpEnd::Trouble::None || answer.head.status != 200) return std::nullopt;
        return parseJson(text, answer.url);
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Interrupted) throw;
        return std::nullopt;
    }
}

}  // namespace atelier::hub
