#pragma once

#include "common/error.h"

#include <functional>
#include <map>
#include <string>
#include <typeinfo>
#include <vector>

namespace atelier {

/// The one object of a type in this process, made at the first call: a static of a template would be one for each
/// library whose symbols the loader keeps apart (see app/cli/main.cpp).
void* oneInProcess(const std::type_info& type, void* (*make)());

/// Names to factories; a room registers itself from a file-scope object: `const Registry<T>::Entry entry{"name",
/// make};` (the rooms are linked into shared libraries, so no linker drops such objects).
template <class T>
class Registry {
public:
    static Registry& instance() {
        static auto& registry =
            *static_cast<Registry*>(oneInProcess(typeid(Registry), []() -> void* { return new Registry; }));
        return registry;
    }

    struct Entry {
        Entry(const std::string& name, T value) {
            if (!instance().items_.emplace(name, std::move(value)).second)
                throw std::logic_error("registered twice: " + name);
        }
    };

    /// Throws Error listing what there is; `kind` says what is looked for, e.g. "dataset format".
    const T& at(const std::string& name, const std::string& kind) const {
        if (auto found = items_.find(name); found != items_.end()) return found->second;
        std::string known;
        for (const auto& [key, _] : items_)
            known += (known.empty() ? "" : ", ") + key;
        throw Error("unknown " + kind + " \"" + name + "\"", {}, "known: " + known);
    }
    const std::map<std::string, T>& all() const { return items_; }

private:
    std::map<std::string, T> items_;
};

}  // namespace atelier
