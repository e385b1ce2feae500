#include "hub/search.h"

#include "common/error.h"
#include "hub/client.h"

#include <algorithm>
#include <map>
#include <set>

namespace atelier::hub {
namespace {

constexpr std::size_t kMostPages = 10, kPage = 100;

std::string textIn(const Json& object, const char* key) {
    if (!object.is_object()) return "";
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::int64_t numberIn(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::vector<std::string> tagsIn(const Json& object) {
    std::vector<std::string> tags;
    if (const auto found = object.find("tags"); found != object.end() && found->is_array())
        for (const auto& tag : *found)
            if (tag.is_string()) tags.push_back(tag.get<std::string>());
    return tags;
}

std::uint64_t bitsOf(const std::string& type) {
    static const std::map<std::string, std::uint64_t> kBits{
        {"F64", 64},    {"I64", 64},    {"U64", 64},    {"F32", 32},    {"I32", 32}, {"U32", 32}, {"F16", 16},
        {"BF16", 16},   {"I16", 16},    {"U16", 16},    {"I8", 8},      {"U8", 8},   {"BOOL", 8}, {"F8_E4M3", 8},
        {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4}};
    const auto found = kBits.find(type);
    return found == kBits.end() ? 32 : found->second;
}

// "safetensors": {"parameters": {"BF16": 7000000}, "total": 7000000}
void readSize(const Json& entry, FoundModel& model) {
    const auto weights = entry.find("safetensors");
    if (weights == entry.end() || !weights->is_object()) return;
    const auto parameters = weights->find("parameters");
    if (parameters == weights->end() || !parameters->is_object()) return;
    std::uint64_t count = 0, bits = 0;
    for (const auto& [type, number] : parameters->items())
        if (number.is_number_unsigned()) {
            count += number.get<std::uint64_t>();
            bits += number.get<std::uint64_t>() * bitsOf(type);
        }
    model.parameters = count;
    model.bytes = bits / 8;
}

FoundModel modelFrom(const Json& entry, const std::set<std::string>& families) {
    FoundModel model;
    model.id = textIn(entry, "id");
    const auto config = entry.find("config");
    if (config != entry.end()) model.family = textIn(*config, "model_type");
    for (const auto& tag : tagsIn(entry)) {
        if (model.family.empty() && families.contains(tag)) model.family = tag;
        if (tag.starts_with("license:")) model.licence = tag.substr(8);
    }
    model.task = textIn(entry, "pipeline_tag");
    model.changed = textIn(entry, "lastModified").substr(0, 10);
    model.downloads = numberIn(entry, "downloads");
    model.likes = numberIn(entry, "likes");
    if (const auto gated = entry.find("gated"); gated != entry.end())
        model.gated = gated->is_string() || (gated->is_boolean() && gated->get<bool>());
    readSize(entry, model);
    return model;
}

class Search {
public:
    Search(const SearchQuery& query, const Access& access, const std::function<void(const std::string&)>& note,
           std::stop_token stop)
        : query_(query),
          requests_(access),
          note_(note),
          stop_(std::move(stop)),
          families_(query.families.begin(), query.families.end()) {}

    SearchResult run() {
        // The hub takes one task and one family at a time.
        std::vector<std::string> tasks = query_.tasks;
        if (tasks.empty()) tasks.emplace_back();
        const std::string family = query_.families.size() == 1 ? query_.families.front() : "";
        for (const auto& task : tasks)
            ask(task, family);
        auto& models = result_.models;
        std::ranges::sort(models, std::greater(),
                          [](const FoundModel& one) { return std::pair(one.downloads, one.id); });
        if (models.size() > query_.limit) {
            models.resize(query_.limit);
            result_.more = true;
        }
        return std::move(result_);
    }

private:
    void ask(const std::string& task, const std::string& family) {
        std::string url = requests_.access().endpoint + "/api/models?search=" + encoded(query_.words, false) +
                          "&sort=downloads&limit=" + std::to_string(kPage);
        if (!task.empty()) url += "&pipeline_tag=" + encoded(task, false);
        if (!family.empty()) url += "&filter=" + encoded(family, false);
        for (const char* field :
             {"config", "downloads", "gated", "lastModified", "likes", "pipeline_tag", "safetensors", "tags"})
            url += std::string("&expand=") + field;
        std::size_t taken = 0;
        for (std::size_t page = 0; !url.empty() && taken < query_.limit; ++page) {
            if (page == kMostPages) {
                result_.more = true;
                return;
            }
            HttpHead head;
            const Json list = requests_.json(url, {}, note_, stop_, &head);
            if (!list.is_array())
                throw Error::failure("the hub gives no list of models", requests_.access().endpoint,
                                     "look at HF_ENDPOINT");
            for (const auto& entry : list)
                if (entry.is_object()) taken += take(modelFrom(entry, families_));
            url = nextPage(head, requests_.access().endpoint);
        }
        result_.more |= !url.empty();
    }

    bool take(FoundModel model) {
        if (model.id.empty() || !seen_.insert(model.id).second) return false;
        if (!families_.empty() && !families_.contains(model.family)) return ++result_.otherFamilies, false;
        if (query_.mostBytes && !model.bytes) return ++result_.unknownSize, false;
        if (query_.mostBytes && *model.bytes > *query_.mostBytes) return ++result_.tooLarge, false;
        result_.models.push_back(std::move(model));
        return true;
    }

    const SearchQuery& query_;
    Requests requests_;
    std::function<void(const std::string&)> note_;
    std::stop_token stop_;
    std::set<std::string> families_, seen_;
    SearchResult result_;
};

}  // namespace

SearchResult searchModels(const SearchQuery& query, const Access& access,
                          const std::function<void(const std::string&)>& note, std::stop_token stop) {
    if (access.offline) throw Error("the hub may not be asked", "HF_HUB_OFFLINE", "unset it to search");
    return Search(query, access, note, std::move(stop)).run();
}

}  // namespace atelier::hub
