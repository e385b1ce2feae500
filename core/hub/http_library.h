#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atelier::hub {

/// What stands before an answer's body.
struct HttpHead {
    int status = 0;
    std::map<std::string, std::string> headers;  ///< names in lower case; of several with one name the last

    std::string header(const std::string& name) const;  ///< empty where there is none
};

struct HttpRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::seconds patience{10};  ///< to connect, and between two pieces of the answer
};

/// Both are called on the thread that asks, and may throw.
struct HttpReader {
    std::function<bool(const HttpHead&)> head;  ///< false: the body is not wanted
    std::function<void(std::string_view)> body;
};

/// How a request ended. With a `trouble` the answer is not whole, or there is none (status 0).
struct HttpEnd {
    enum class Trouble {
        None,
        Unreachable,  ///< no such host, no connection, no proxy
        Insecure,     ///< the certificate cannot be trusted
        Cut,          ///< the connection ended or was silent too long
        Refused,      ///< the address cannot be asked for at all
    };
    HttpHead head;
    Trouble trouble = Trouble::None;
    std::string reason;  ///< of the trouble, in the library's words
};

/// Asks one address after the other over connections that are kept; follows no redirect. For one thread.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    /// Throws Error (Interrupted) soon after `stop`, and what the reader throws.
    virtual HttpEnd get(const HttpRequest& request, const HttpReader& reader, std::stop_token stop) = 0;
};

class Digest {
public:
    enum class Kind { Sha1, Sha256 };
    virtual ~Digest() = default;
    virtual void add(std::string_view bytes) = 0;
    virtual std::string hex() = 0;  ///< of all that was added; ends the digest
};

/// The part of the program that knows libcurl and OpenSSL: libatelier_http.so beside this library, loaded at the first
/// use. Proxies come from the environment (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY).
class HttpLibrary {
public:
    virtual ~HttpLibrary() = default;
    virtual std::unique_ptr<HttpClient> client() const = 0;
    virtual std::unique_ptr<Digest> digest(Digest::Kind kind) const = 0;
};

/// Throws Error (Failure) where it cannot be loaded.
const HttpLibrary& httpLibrary();

}  // namespace atelier::hub
