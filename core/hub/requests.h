#pragma once

#include "common/json.h"
#include "hub/access.h"
#include "hub/http_library.h"
#include "hub/names.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace atelier::hub {

/// Who listens to what is going on; called on the thread that asks.
using Notes = std::function<void(const std::string&)>;

/// One answer after all redirects.
struct Answer {
    HttpHead head;
    HttpEnd::Trouble trouble = HttpEnd::Trouble::None;
    std::string reason;      ///< of the trouble
    std::string again;       ///< why it may be better the next time, whatever the status; empty: the status says it
    HttpHead hub;            ///< the answer of the hub itself, where that named another address
    std::string url;         ///< the last address, without what is secret in it
    bool withToken = false;  ///< whether the token was sent to it
    bool elsewhere = false;  ///< whether it is none of the hub's
};

/// As HttpReader, of the last address alone; `head` knows the hub's own answer, too.
struct AnswerReader {
    std::function<bool(const Answer&)> head;
    std::function<void(std::string_view)> body;
};

/// How often and how long something is tried again while nothing comes of it.
class Patience {
public:
    /// Waits before the next attempt and returns true; false when there were enough. Throws Error (Interrupted) at
    /// `stop`.
    bool again(const Answer& answer, const Notes& notes, std::stop_token stop);
    /// Something came of it.
    void reset() { failures_ = waits_ = 0; }

private:
    int failures_ = 0, waits_ = 0;
};

/// Whether the same request may succeed later: no answer, half of one, 408, 429, 5xx.
bool isPassing(const Answer& answer);

/// Asks the hub, and those that it redirects to, with the token for the hub's own address alone. For one thread.
class Requests {
public:
    explicit Requests(const Access& access);

    /// One attempt. `url`: on the hub's endpoint. The reader sees no redirect. Throws Error (Failure) for a redirect
    /// loop, and what the reader throws.
    Answer get(const std::string& url, const std::vector<std::pair<std::string, std::string>>& headers,
               const AnswerReader& reader, std::stop_token stop);

    /// JSON, tried again while that may help. `head`: of the answer, if wanted. `Repository`: whom it is about, for
    /// what is said when it fails.
    Json json(const std::string& url, const Repository& repository, const Notes& notes, std::stop_token stop,
              HttpHead* head = nullptr);
    /// The same for what is nice to know: nothing where it cannot be had at once.
    std::optional<Json> tryJson(const std::string& url, std::stop_token stop);

    const Access& access() const { return access_; }

private:
    Access access_;
    std::string origin_;
    std::unique_ptr<HttpClient> client_;
};

}  // namespace atelier::hub
