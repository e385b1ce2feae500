#pragma once

#include "settings/option.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace atelier::settings {

/// A training recipe: keys and values as the YAML file gives them, with their places, unknown keys kept.
class Recipe {
public:
    struct Entry {
        Value value;
        std::string where;  ///< "file.yaml:12:3" or "--set lora_rank"
        std::string yaml;   ///< of a key that no option knows: its value as a YAML block, kept as written but for
                            ///< comments and aliases

        bool operator==(const Entry& other) const { return value == other.value && yaml == other.yaml; }
    };

    /// Throws Error with file, line, column: bad YAML, duplicate keys, alias bombs, nesting deeper than 50; a known key
    /// with a wrong type or a value out of range; an unknown key that looks like a misspelt known one; a key and its
    /// alias together.
    static Recipe load(const std::filesystem::path& file);
    static Recipe parse(const std::string& yaml, const std::string& name);

    /// "key=value" of the command line. Throws Error (where = "--set key") for an unknown key or a bad value.
    void set(const std::string& assignment);
    /// Replaces the entry of this key or of an alias, or adds one. A known option's value is checked; an unknown key
    /// takes any.
    void set(const std::string& key, Value value, const std::string& where);

    /// What a file says of a key that it has not set yet, known or not, as it says it.
    void add(const std::string& key, Entry entry) { entries_.emplace_back(key, std::move(entry)); }

    const Entry* find(const std::string& key) const;     ///< by key or any alias of that option
    std::string location(const std::string& key) const;  ///< file and line that set it; the key itself where none does
    /// Keys that no registered option knows (nor settings/stages.h), in file order: warned of, kept, never used.
    std::vector<std::string> unknownKeys() const;
    const std::vector<std::pair<std::string, Entry>>& entries() const { return entries_; }

    /// All entries as YAML in their order, comments lost, unknown keys kept.
    std::string yaml() const;
    void save(const std::filesystem::path& file) const;  ///< atomically

    bool operator==(const Recipe& other) const =
        default;  ///< same keys and values in the same order, wherever they come from

private:
    std::vector<std::pair<std::string, Entry>> entries_;
};

}  // namespace atelier::settings
