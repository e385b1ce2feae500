#include "hub/trouble.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <algorithm>

namespace atelier::hub {
namespace {

std::string apiOf(const Requests& requests, const Repository& repository) {
    return requests.access().endpoint + "/api/" + plural(repository.kind) + "/" + repository.id;
}

std::string pageOf(const Requests& requests, const Repository& repository) {
    return requests.access().endpoint + (repository.kind == Kind::Dataset ? "/datasets/" : "/") + repository.id;
}

std::string tokenText(const Requests& requests, const Answer& answer) {
    return answer.withToken ? "the token of " + requests.access().tokenFrom + " was sent"
                            : "no token was sent: set HF_TOKEN";
}

std::string textAt(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::vector<std::string> texts(const std::optional<Json>& list, const char* key) {
    std::vector<std::string> all;
    if (list && list->is_array())
        for (const auto& one : *list)
            if (const auto text = textAt(one, key); !text.empty()) all.push_back(text);
    return all;
}

std::string nearestRepository(Requests& requests, const Repository& repository, std::stop_token stop) {
    Repository other = repository;
    other.kind = repository.kind == Kind::Model ? Kind::Dataset : Kind::Model;
    if (requests.tryJson(apiOf(requests, other), stop))
        return "there is a " + word(other.kind) + " of that name: \"" + command(other.kind) + " " + repository.id +
               "\"";
    // Another name of the same owner, or the same name of another one.
    const auto slash = repository.id.find('/');
    const std::string owner = repository.id.substr(0, slash), name = repository.id.substr(slash + 1);
    const std::string list = requests.access().endpoint + "/api/" + plural(repository.kind) + "?sort=downloads&limit=";
    auto known = texts(requests.tryJson(list + "500&author=" + encoded(owner, false), stop), "id");
    for (auto& one : texts(requests.tryJson(list + "20&search=" + encoded(name, false), stop), "id"))
        known.push_back(std::move(one));
    std::string meant = settings::nearest(repository.id, known);
    if (meant.empty())
        for (const auto& one : known)
            if (meant.empty() && one.ends_with("/" + name)) meant = one;
    return meant.empty() ? "" : "did you mean \"" + meant + "\"?";
}

std::string nearestRevision(Requests& requests, const Repository& repository, std::stop_token stop) {
    const auto refs = requests.tryJson(apiOf(requests, repository) + "/refs", stop);
    if (!refs || !refs->is_object()) return "";
    std::vector<std::string> known;
    for (const char* kind : {"branches", "tags"})
        if (const auto found = refs->find(kind); found != refs->end())
            for (auto& name : texts(*found, "name"))
                known.push_back(std::move(name));
    if (const auto meant = settings::nearest(repository.revision, known); !meant.empty())
        return "did you mean \"" + meant + "\"?";
    std::string list;
    for (const auto& name : known)
        if (list.size() < 200) list += (list.empty() ? "" : ", ") + name;
    return list.empty() ? "" : "it has " + list;
}

[[noreturn]] void throwDenied(Requests& requests, const Answer& answer, const Repository& repository,
                              std::stop_token stop) {
    const HttpHead& head = answer.head;
    const std::string code = head.header("x-error-code"),
                      said = masked(head.header("x-error-message"), requests.access());
    const std::string page = pageOf(requests, repository), token = tokenText(requests, answer);
    if (code == "GatedRepo")
        throw Error("is open only to those who accepted its licence", repository.name(),
                    "accept it at " + page + "; " + token);
    if (said == "Access to this resource is disabled.")
        throw Error("was disabled on the hub", repository.name(), "see " + page);
    if (answer.withToken && head.status == 401 && code.empty())
        throw Error("the hub does not accept the token", requests.access().tokenFrom,
                    "make a new one on the hub's page of tokens, or unset it");
    if (answer.withToken)
        throw Error("the hub does not let this token read it" + (said.empty() ? "" : ": " + said), repository.name(),
                    "it does not exist, or is private, or its licence must be accepted at " + page + "; " + token);
    const std::string meant = nearestRepository(requests, repository, stop);
    throw Error("the hub shows no such " + word(repository.kind) + " to somebody without a token", repository.name(),
                (meant.empty() ? "look at its spelling" : meant) + "; if it is private or asks to accept a licence (" +
                    page + "), set HF_TOKEN");
}

[[noreturn]] void throwMissing(Requests& requests, const Answer& answer, const Repository& repository,
                               std::stop_token stop) {
    const std::string code = answer.head.header("x-error-code");
    if (code == "RevisionNotFound")
        throw Error("has no revision \"" + repository.revision + "\"", repository.id,
                    nearestRevision(requests, repository, stop));
    if (code == "EntryNotFound") throw Error("the hub has no such file", answer.url);
    throw Error("the hub has no such " + word(repository.kind), repository.name(),
                nearestRepository(requests, repository, stop));
}

}  // namespace

std::string whatHappened(const Answer& answer) {
    if (!answer.again.empty()) return answer.again;
    switch (answer.trouble) {
        case HttpEnd::Trouble::None:
            break;
        case HttpEnd::Trouble::Cut:
            return "the connection was cut" + (answer.reason.empty() ? "" : ": " + answer.reason);
        default:
            return "the hub cannot be reached: " + answer.reason;
    }
    return "the hub answers " + std::to_string(answer.head.status);
}

void throwTrouble(Requests& requests, const Answer& answer, const Repository& repository, std::stop_token stop) {
    using Trouble = HttpEnd::Trouble;
    if (answer.trouble == Trouble::Insecure)
        throw Error::failure("its certificate cannot be trusted: " + answer.reason, answer.url,
                             "SSL_CERT_FILE names the certificates to trust, e.g. those of a proxy");
    if (answer.trouble == Trouble::Refused) throw Error("cannot be asked for: " + answer.reason, answer.url);
    if (answer.trouble != Trouble::None || !answer.again.empty())
        throw Error::failure(whatHappened(answer), answer.url,
                             "look at the network, HTTPS_PROXY and HF_ENDPOINT; what has come is kept");
    const int status = answer.head.status;
    if (status == 404) throwMissing(requests, answer, repository, stop);
    if (status == 401 || status == 403) {
        // The hub says "not allowed" of what is not there, too.
        if (answer.head.header("x-error-code") == "RevisionNotFound") throwMissing(requests, answer, repository, stop);
        throwDenied(requests, answer, repository, stop);
    }
    const std::string said = masked(answer.head.header("x-error-message"), requests.access()).substr(0, 300);
    if (status == 429)
        throw Error::failure(
            "the hub has had too many requests", answer.url,
            std::string("try again later") + (answer.withToken ? "" : "; with a token (HF_TOKEN) it allows more"));
    throw Error::failure(whatHappened(answer) + (said.empty() ? "" : ": " + said), answer.url,
                         status >= 500 ? "try again later; what has come is kept" : "look at HF_ENDPOINT");
}

}  // namespace atelier::hub
