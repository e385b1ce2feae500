#include "settings/fragment.h"

#include "common/error.h"
#include "settings/suggestion.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace atelier::settings {
namespace {

using Kind = Fragment::Kind;

struct Chosen {
    const Fragment &family, &method, &hardware;
};

Chosen find(const PresetChoice& choice) {
    return {findFragment(Kind::Family, choice.family), findFragment(Kind::Method, choice.method),
            findFragment(Kind::Hardware, choice.hardware)};
}

bool fits(const Fragment& fragment, const Fragment& hardware) {
    return fragment.gpuMemory <= hardware.gpuMemory;
}

// Who has the last word on a key, and the value.
struct Setting {
    const Fragment* owner;
    std::string value;
};

std::map<std::string, Setting> resolve(const std::vector<const Fragment*>& parts) {
    std::map<std::string, Setting> settings;
    const auto apply = [&](const Fragment* owner, const Fragment::Settings& values) {
        for (const auto& [key, value] : values)
            settings[key] = {owner, value};
    };
    for (const Fragment* part : parts)
        apply(part, part->settings);
    for (const Fragment* part : parts)
        for (const auto& correction : part->corrections)
            if (std::any_of(parts.begin(), parts.end(), [&](const Fragment* other) {
                    return other->kind == correction.kind && other->key == correction.key;
                }))
                apply(part, correction.settings);
    for (const Fragment* part : parts)
        for (const std::string& key : part->ignoredKeys)
            settings.erase(key);
    return settings;
}

// A fragment's keys in the order in which it declares them.
std::vector<std::string> keysOf(const Fragment& fragment) {
    std::vector<std::string> keys;
    const auto add = [&](const Fragment::Settings& settings) {
        for (const auto& [key, _] : settings)
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    };
    add(fragment.settings);
    for (const auto& correction : fragment.corrections)
        add(correction.settings);
    return keys;
}

std::string yamlOf(const std::vector<const Fragment*>& parts) {
    const auto settings = resolve(parts);
    std::string text;
    for (const Fragment* part : parts) {
        std::string lines;
        for (const std::string& key : keysOf(*part))
            if (const auto found = settings.find(key); found != settings.end() && found->second.owner == part)
                lines += key + ": " + found->second.value + "\n";
        if (!lines.empty()) text += "\n# " + part->title + "\n" + lines;
    }
    return text;
}

}  // namespace

const char* kindName(Kind kind) {
    switch (kind) {
        case Kind::Common:
            return "common";
        case Kind::Family:
            return "family";
        case Kind::Method:
            return "method";
        case Kind::Hardware:
            return "hardware";
    }
    throw std::logic_error("kind of a fragment");
}

std::vector<const Fragment*> fragments(Kind kind) {
    std::vector<const Fragment*> found;
    for (const auto& [_, fragment] : Registry<Fragment>::instance().all())
        if (fragment.kind == kind) found.push_back(&fragment);
    std::sort(found.begin(), found.end(), [](const Fragment* a, const Fragment* b) {
        return std::tie(a->order, a->title, a->key) < std::tie(b->order, b->title, b->key);
    });
    return found;
}

const Fragment& findFragment(Kind kind, const std::string& key) {
    std::vector<std::string> keys;
    for (const Fragment* fragment : fragments(kind)) {
        if (fragment->key == key) return *fragment;
        keys.push_back(fragment->key);
    }
    std::string known;
    for (const std::string& one : keys)
        known += (known.empty() ? "known: " : ", ") + one;
    const std::string meant = nearest(key, keys);
    throw Error("there is no preset for the " + std::string(kindName(kind)) + " \"" + key + "\"", {},
                meant.empty() ? known : "did you mean \"" + meant + "\"? " + known);
}

bool isOffered(const PresetChoice& choice) {
    const Chosen chosen = find(choice);
    return fits(chosen.family, chosen.hardware) && fits(chosen.method, chosen.hardware);
}

std::vector<PresetChoice> offeredPresets() {
    std::vector<PresetChoice> choices;
    for (const Fragment* family : fragments(Kind::Family))
        for (const Fragment* method : fragments(Kind::Method))
            for (const Fragment* hardware : fragments(Kind::Hardware))
                if (fits(*family, *hardware) && fits(*method, *hardware))
                    choices.push_back({family->key, method->key, hardware->key});
    return choices;
}

ComposedPreset composePreset(const PresetChoice& choice) {
    const auto& [family, method, hardware] = find(choice);
    for (const Fragment* part : {&family, &method})
        if (!fits(*part, hardware))
            throw Error("there is no preset for " + part->title + " on \"" + hardware.title + "\"", {},
                        "it needs a GPU with " + std::to_string(part->gpuMemory) + " GB or more");
    ComposedPreset preset;
    preset.title = family.title + " · " + method.title + " · " + hardware.title;
    preset.yaml = "# " + preset.title + "\n# " + method.title + ": " + method.help + "\n# " + hardware.title + ": " +
                  hardware.help + "\n";
    std::vector<const Fragment*> parts = fragments(Kind::Common);
    parts.insert(parts.end(), {&family, &method, &hardware});
    preset.yaml += yamlOf(parts);
    try {
        preset.recipe = Recipe::parse(preset.yaml, preset.title);
    } catch (const Error& error) {
        throw std::logic_error(std::string("a preset's fragment: ") + error.what());
    }
    if (const auto unknown = preset.recipe.unknownKeys(); !unknown.empty())
        throw std::logic_error("a preset's fragment sets the unknown key " + unknown.front());
    return preset;
}

const Fragment& hardwareFor(std::int64_t gpuBytes) {
    constexpr std::int64_t kGigabyte = 1'000'000'000;
    // The most that the GPU has room for; a GPU that is smaller than all of them is nearest to the smallest.
    const Fragment *best = nullptr, *smallest = nullptr;
    for (const Fragment* one : fragments(Kind::Hardware)) {
        if ((one->gpuMemory > 0) != (gpuBytes > 0)) continue;
        if (!smallest || one->gpuMemory < smallest->gpuMemory) smallest = one;
        if (one->gpuMemory * kGigabyte <= gpuBytes && (!best || one->gpuMemory > best->gpuMemory)) best = one;
    }
    if (!best) best = smallest;
    if (!best) throw std::logic_error("no hardware is registered for presets");
    return *best;
}

}  // namespace atelier::settings
