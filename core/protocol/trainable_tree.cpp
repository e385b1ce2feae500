#include "protocol/trainable_tree.h"

#include "common/error.h"

namespace atelier::protocol {
namespace {

Json counted(const std::string& name, const TrainableTree::Count& count) {
    return {{"name", name}, {"trainable", count.trainable}, {"all", count.all}};
}

TrainableTree::Count countFrom(const Json& json, const std::string& where) {
    const auto number = [&](const char* key) {
        const auto value = jsonAt<std::int64_t>(json, key, where);
        if (value < 0) throw Error("\"" + std::string(key) + "\" must be at least 0", where);
        return static_cast<std::uint64_t>(value);
    };
    return {number("trainable"), number("all")};
}

const Json& listIn(const Json& json, const char* key, const std::string& where) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_array()) throw Error("\"" + std::string(key) + "\" must be a list", where);
    return *found;
}

}  // namespace

Json toJson(const TrainableTree& tree) {
    Json parts = Json::array();
    for (const auto& part : tree.parts) {
        Json groups = Json::array();
        for (const auto& group : part.groups) {
            Json modules = Json::array();
            for (const auto& module : group.modules)
                modules.push_back(counted(module.name, module.count));
            Json one = counted(group.name, group.count);
            one["first"] = group.first;
            one["last"] = group.last;
            one["modules"] = std::move(modules);
            groups.push_back(std::move(one));
        }
        Json one = counted(part.name, part.count);
        one["groups"] = std::move(groups);
        parts.push_back(std::move(one));
    }
    return {{"trainable", tree.count.trainable},
            {"all", tree.count.all},
            {"summary", tree.summary},
            {"parts", std::move(parts)}};
}

TrainableTree trainableTreeFromJson(const Json& json, const std::string& where) {
    TrainableTree tree;
    tree.count = countFrom(json, where);
    tree.summary = jsonAt<std::string>(json, "summary", where);
    for (const auto& part : listIn(json, "parts", where)) {
        tree.parts.push_back({jsonAt<std::string>(part, "name", where), countFrom(part, where), {}});
        for (const auto& group : listIn(part, "groups", where)) {
            auto& groups = tree.parts.back().groups;
            groups.push_back({jsonAt<std::string>(group, "name", where),
                              jsonAt<std::int64_t>(group, "first", where),
                              jsonAt<std::int64_t>(group, "last", where),
                              countFrom(group, where),
                              {}});
            for (const auto& module : listIn(group, "modules", where))
                groups.back().modules.push_back({jsonAt<std::string>(module, "name", where), countFrom(module, where)});
        }
    }
    return tree;
}

}  // namespace atelier::protocol
