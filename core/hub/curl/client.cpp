#include "common/error.h"
#include "hub/curl/parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <curl/curl.h>
#include <exception>
#include <filesystem>
#include <mutex>
#include <stdexcept>

namespace atelier::hub {
namespace {

// Debian's libcurl looks for certificates where Debian has them; a bundle of it may run elsewhere.
std::string certificates() {
    for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"})
        if (const char* file = std::getenv(name); file && *file) return file;
    for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                             "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
        std::error_code code;
        if (std::filesystem::exists(file, code)) return file;
    }
    return "";
}

// libcurl leaves the name in capitals to servers that run CGI programs, where it may be a visitor's header.
std::string plainProxy() {
    const char* own = std::getenv("http_proxy");
    const char* capitals = std::getenv("HTTP_PROXY");
    return !own && capitals && !std::getenv("REQUEST_METHOD") ? capitals : "";
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    return begin == text.npos ? "" : std::string(text.substr(begin, end - begin + 1));
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// One request under way. What a reader throws must not pass through libcurl.
struct Exchange {
    HttpHead head;
    const HttpReader* reader = nullptr;
    std::stop_token stop;
    std::exception_ptr thrown;
    bool announced = false, unwanted = false;
    std::size_t headBytes = 0;

    template <class F>
    bool guarded(F&& call) {
        try {
            call();
            return true;
        } catch (...) {
            thrown = std::current_exception();
            return false;
        }
    }

    bool announce() {
        if (announced) return !unwanted;
        announced = true;
        return guarded([&] { unwanted = reader->head && !reader->head(head); }) && !unwanted;
    }
};

constexpr std::size_t kMostHeadBytes = std::size_t(1) << 18;

std::size_t onHeader(char* data, std::size_t one, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::string_view line(data, one * count);
    if ((exchange.headBytes += line.size()) > kMostHeadBytes) return 0;
    if (line.starts_with("HTTP/")) {  // a proxy's answer or an interim one may come before the real one
        exchange.head = {};
        const auto space = line.find(' ');
        exchange.head.status = space == line.npos ? 0 : std::atoi(std::string(line.substr(space + 1, 3)).c_str());
    } else if (const auto colon = line.find(':'); colon != line.npos) {
        exchange.head.headers[lower(trimmed(line.substr(0, colon)))] = trimmed(line.substr(colon + 1));
    }
    return line.size();
}

std::size_t onBody(char* data, std::size_t one, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::string_view bytes(data, one * count);
    if (!exchange.announce()) return CURL_WRITEFUNC_ERROR;
    const bool taken = exchange.guarded([&] {
        if (exchange.reader->body) exchange.reader->body(bytes);
    });
    return taken ? bytes.size() : CURL_WRITEFUNC_ERROR;
}

int onProgress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Exchange*>(user)->stop.stop_requested() ? 1 : 0;
}

HttpEnd::Trouble troubleOf(CURLcode code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
        case CURLE_PROXY:
            return HttpEnd::Trouble::Unreachable;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
            return HttpEnd::Trouble::Insecure;
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
            return HttpEnd::Trouble::Refused;
        default:
            return HttpEnd::Trouble::Cut;
    }
}

class CurlClient : public HttpClient {
public:
    CurlClient() : handle_(curl_easy_init(), &curl_easy_cleanup) {
        if (!handle_) throw std::runtime_error("libcurl cannot be started");
    }

    HttpEnd get(const HttpRequest& request, const HttpReader& reader, std::stop_token stop) override {
        Exchange exchange;
        exchange.reader = &reader;
        exchange.stop = std::move(stop);
        std::array<char, CURL_ERROR_SIZE> words{};
        curl_easy_reset(handle_.get());  // keeps its connections
        set(CURLOPT_ERRORBUFFER, words.data());
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
        set(CURLOPT_HEADERFUNCTION, &onHeader);
        set(CURLOPT_HEADERDATA, &exchange);
        set(CURLOPT_WRITEFUNCTION, &onBody);
        set(CURLOPT_WRITEDATA, &exchange);
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &onProgress);
        set(CURLOPT_XFERINFODATA, &exchange);
        set(CURLOPT_BUFFERSIZE, 256L << 10);
        set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(request.patience.count()));
        set(CURLOPT_LOW_SPEED_LIMIT, 1L);
        set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.patience.count()));
        if (const auto file = certificates(); !file.empty()) set(CURLOPT_CAINFO, file.c_str());
        if (const auto proxy = plainProxy(); !proxy.empty() && request.url.starts_with("http:"))
            set(CURLOPT_PROXY, proxy.c_str());
        curl_slist* lines = nullptr;
        for (const auto& [name, value] : request.headers)
            lines = curl_slist_append(lines, (name + ": " + value).c_str());
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> owner(lines, &curl_slist_free_all);
        set(CURLOPT_HTTPHEADER, lines);

        const CURLcode code = curl_easy_perform(handle_.get());
        if (exchange.thrown) std::rethrow_exception(exchange.thrown);
        if (exchange.stop.stop_requested()) throw Error::interrupted("stopped");
        if (code == CURLE_OK) {
            exchange.announce();  // an answer without a body
            if (exchange.thrown) std::rethrow_exception(exchange.thrown);
            return {exchange.head, HttpEnd::Trouble::None, ""};
        }
        if (exchange.unwanted) return {exchange.head, HttpEnd::Trouble::None, ""};
        return {exchange.head, troubleOf(code), *words.data() ? words.data() : curl_easy_strerror(code)};
    }

private:
    template <class T>
    void set(CURLoption option, T value) {
        if (const auto code = (curl_easy_setopt)(handle_.get(), option, value); code != CURLE_OK)
            throw std::logic_error("libcurl takes no option " + std::to_string(option) + ": " +
                                   curl_easy_strerror(code));
    }

    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_;
};

}  // namespace

std::unique_ptr<HttpClient> makeCurlClient() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return std::make_unique<CurlClient>();
}

}  // namespace atelier::hub
