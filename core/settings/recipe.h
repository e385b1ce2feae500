#pragma once

#include "settings/option.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace atelier::settings {

/// A training recipe: keys and values as the YAML file gives them, with their places, unknown keys kept.
class Recipe {
public:
    struct Entry {
        Value value;
        std::string where;  ///< "file.yaml:12:3" or "--set lora_rank"
        std::string
            yaml;  ///< the node as written, for values that no option of ours can hold (nested maps); else empty
    };

    /// Throws Error with file, line, column: bad YAML, duplicate keys, alias bombs, nesting deeper than 50; a known key
    /// with a wrong type or a value out of range; an unknown key that looks like a misspelt known one.
    static Recipe load(const std::filesystem::path& file);
    static Recipe parse(const std::string& yaml, const std::string& name);

    /// "key=value" of the command line. Throws Error for an unknown key or a bad value.
    void set(const std::string& assignment);
    void set(const std::string& key, Value value, const std::string& where);

    const Entry* find(const std::string& key) const;  ///< by key or any alias of that option
    /// Keys that no registered option knows, in file order: warned of, kept, never used.
    std::vector<std::string> unknownKeys() const;

    /// All entries as YAML in their order, comments lost, unknown keys kept.
    std::string yaml() const;
    void save(const std::filesystem::path& file) const;

private:
    std::vector<std::pair<std::string, Entry>> entries_;
};

}  // namespace atelier::settings
