#include "models/assembly/assembly.h"

#include "common/error.h"
#include "common/file.h"
#include "models/assembly/bridge_kinds.h"
#include "models/assembly/chat_templates.h"
#include "settings/recipe.h"
#include "settings/stages.h"
#include "settings/suggestion.h"
#include "settings/yaml.h"

#include <algorithm>
#include <charconv>

namespace atelier::models {
namespace {

using settings::YamlNode;

// Plain scalars are what YAML 1.2 takes them for.
Json scalarOf(const YamlNode& node) {
    const std::string& text = node.text;
    if (!node.plain) return text;
    if (text == "true" || text == "True") return true;
    if (text == "false" || text == "False") return false;
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    std::int64_t whole = 0;
    const char *begin = text.data(), *end = begin + text.size();
    if (const auto [last, error] = std::from_chars(begin, end, whole); error == std::errc() && last == end)
        return whole;
    double number = 0;
    if (const auto [last, error] = std::from_chars(begin, end, number); error == std::errc() && last == end)
        return number;
    return text;
}

Json jsonOf(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::Null:
            return nullptr;
        case YamlNode::Kind::Scalar:
            return scalarOf(node);
        case YamlNode::Kind::Sequence: {
            Json list = Json::array();
            for (const YamlNode& item : node.items)
                list.push_back(jsonOf(item));
            return list;
        }
        case YamlNode::Kind::Map: {
            Json map = Json::object();
            for (std::size_t i = 0; i < node.items.size(); i += 2)
                map[node.items[i].text] = jsonOf(node.items[i + 1]);
            return map;
        }
    }
    throw std::logic_error("kind of YAML");
}

Json documentOf(const std::string& yaml, const std::string& source) {
    Json document = jsonOf(settings::parseYaml(yaml, source));
    if (document.is_null()) return Json::object();
    if (!document.is_object()) throw Error("a model is described by keys and values", source, "begin with encoder:");
    return document;
}

// Maps are joined key by key; anything else is replaced.
void laidOver(Json& base, const Json& own) {
    for (const auto& [key, value] : own.items())
        if (value.is_object() && base.contains(key) && base[key].is_object())
            laidOver(base[key], value);
        else
            base[key] = value;
}

// Bridges are joined one by one where there are as many, so that a file can add weights to a preset's.
Json asList(const Json& bridge) {
    return bridge.is_array() ? bridge : Json::array({bridge});
}

void layBridgesOver(Json& base, const Json& own) {
    Json under = asList(base);
    const Json over = asList(own);
    const bool fits = under.size() == over.size() &&
                      std::equal(under.begin(), under.end(), over.begin(), [](const Json& a, const Json& b) {
                          return a.is_object() && b.is_object() && (!b.contains("kind") || a["kind"] == b["kind"]);
                      });
    if (!fits) {
        base = own;
        return;
    }
    for (std::size_t i = 0; i < over.size(); ++i)
        laidOver(under[i], over[i]);
    base = under;
}

void requireKeys(const Json& map, const std::vector<std::string>& known, const std::string& where) {
    for (const auto& [key, _] : map.items())
        if (std::find(known.begin(), known.end(), key) == known.end())
            throw settings::unknownName("key", key, where, known);
}

// A map under `key`; `required` says whether it may lack.
Json mapAt(const Json& document, const char* key, const std::string& where) {
    const auto found = document.find(key);
    if (found == document.end() || found->is_null()) return Json::object();
    if (!found->is_object()) throw Error("\"" + std::string(key) + "\" must be a map of keys and values", where);
    return *found;
}

std::vector<std::string> namesAt(const Json& map, const char* key, const std::string& where) {
    const auto found = map.find(key);
    if (found == map.end() || found->is_null()) return {};
    if (!found->is_array()) throw Error("\"" + std::string(key) + "\" must be a list", where);
    std::vector<std::string> names;
    for (const Json& name : *found) {
        if (!name.is_string()) throw Error("\"" + std::string(key) + "\" must be a list of names", where);
        names.push_back(name.get<std::string>());
    }
    return names;
}

std::string requiredModel(const Json& section, const char* key, const std::string& where) {
    const auto model = jsonAt<std::string>(section, "model", where + ": " + key, std::string());
    if (model.empty())
        throw Error("\"model\" is missing", where + ": " + key,
                    "give a model folder, or OWNER/NAME of one that was pulled");
    return model;
}

Assembly::Encoder encoderOf(const Json& document, const std::string& file) {
    const Json section = mapAt(document, "encoder", file);
    const std::string where = file + ": encoder";
    requireKeys(section, {"model", "layer", "features", "normed", "image_processor"}, where);
    Assembly::Encoder encoder;
    encoder.model = requiredModel(section, "encoder", file);
    if (section.contains("layer") && !section["layer"].is_null())
        encoder.layer = jsonAt<std::int64_t>(section, "layer", where);
    const auto features = jsonAt<std::string>(section, "features", where, std::string("patches"));
    if (features != "patches" && features != "all")
        throw Error("\"features\" must be patches, or all: those and the class token", where);
    encoder.all = features == "all";
    encoder.normed = jsonAt<bool>(section, "normed", where, false);
    encoder.imageProcessor = mapAt(section, "image_processor", where);
    return encoder;
}

std::vector<Assembly::Bridge> bridgesOf(const Json& document, const std::string& file) {
    if (!document.contains("bridge") || document["bridge"].is_null())
        throw Error("\"bridge\" is missing", file, "give its kind, e.g. mlp");
    std::vector<Assembly::Bridge> bridges;
    for (Json options : asList(document["bridge"])) {
        const std::string where = file + ": bridge";
        if (options.is_string()) options = Json{{"kind", options}};
        if (!options.is_object()) throw Error("a bridge is a map with its kind", where);
        const auto name = jsonAt<std::string>(options, "kind", where);
        auto known = bridgeKind(name, where).keys;
        known.insert(known.end(), {"kind", "weights"});
        requireKeys(options, known, where + " " + name);
        Assembly::Bridge bridge;
        bridge.weights = jsonAt<std::string>(options, "weights", where, std::string());
        options.erase("weights");
        bridge.options = std::move(options);
        bridges.push_back(std::move(bridge));
    }
    if (bridges.empty()) throw Error("\"bridge\" names none", file);
    return bridges;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    if (what == with) return text;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

// A name, a file, or the template itself.
void readTemplate(const Json& document, Assembly& assembly) {
    const auto said = jsonAt<std::string>(document, "chat_template", assembly.where, std::string());
    const std::string where = assembly.where + ": chat_template";
    if (said.empty())
        throw Error("\"chat_template\" is missing", assembly.where,
                    "give a name (llava, chatml, …), a file or the template");
    if (said.find("{%") != std::string::npos || said.find("{{") != std::string::npos) {
        assembly.chatTemplate = said;
    } else if (said.ends_with(".jinja")) {
        assembly.chatTemplate = readFile(assembly.folder / said);
    } else {
        const NamedTemplate& named = namedTemplate(said, where);
        // Those written for the usual tokens name them.
        assembly.chatTemplate = named.text;
        if (assembly.imageToken != "<image>" || assembly.videoToken != "<video>")
            assembly.chatTemplate = replaced(
                named.text, "'<' + part['type'] + '>'",
                "('" + assembly.imageToken + "' if part['type'] == 'image' else '" + assembly.videoToken + "')");
        assembly.endOfTurn = named.endOfTurn;
    }
    requirePlace(assembly.chatTemplate, "image", assembly.imageToken, where);
    if (assembly.frames > 0) requirePlace(assembly.chatTemplate, "video", assembly.videoToken, where);
}

std::vector<Assembly::Stage> stagesOf(const Json& document, const std::string& file) {
    std::vector<Assembly::Stage> stages;
    const auto found = document.find("stages");
    if (found == document.end() || found->is_null()) return stages;
    if (!found->is_array()) throw Error("\"stages\" must be a list", file);
    for (const Json& one : *found) {
        const std::string where = file + ": stages";
        if (!one.is_object()) throw Error("a stage is a map with its name and the parts that it trains", where);
        requireKeys(one, {"name", "trained", "method", "settings"}, where);
        Assembly::Stage stage;
        stage.name = jsonAt<std::string>(one, "name", where);
        stage.trained = namesAt(one, "trained", where + " " + stage.name);
        if (stage.trained.empty())
            throw Error("stage \"" + stage.name + "\" trains nothing", where, "name parts in trained");
        stage.method = jsonAt<std::string>(one, "method", where, std::string("full"));
        if (stage.method != "full" && stage.method != "lora")
            throw Error("\"method\" of stage \"" + stage.name + "\" must be full or lora", where);
        stage.settings = mapAt(one, "settings", where);
        stages.push_back(std::move(stage));
    }
    return stages;
}

std::string yamlOf(const Json& value) {
    if (value.is_array()) {
        std::string list;
        for (const Json& item : value)
            list += (list.empty() ? "" : ", ") + yamlOf(item);
        return "[" + list + "]";
    }
    return value.is_string() ? settings::quotedYaml(value.get<std::string>()) : value.dump();
}

}  // namespace

Assembly readAssembly(const std::string& yaml, const std::string& source) {
    Json document = documentOf(yaml, source);
    if (document.contains("preset") && !document["preset"].is_null()) {
        const auto name = jsonAt<std::string>(document, "preset", source);
        Json base = documentOf(assemblyPreset(name, source).yaml, "preset " + name);
        if (document.contains("bridge") && base.contains("bridge")) {
            layBridgesOver(base["bridge"], document["bridge"]);
            document.erase("bridge");
        }
        laidOver(base, document);
        document = std::move(base);
    }
    requireKeys(document,
                {"preset", "encoder", "bridge", "language_model", "chat_template", "end_of_turn", "image_token",
                 "video_token", "frames", "tokens", "stages"},
                source);
    Assembly assembly;
    assembly.where = source;
    assembly.folder = std::filesystem::path(source).parent_path();
    assembly.encoder = encoderOf(document, source);
    assembly.bridges = bridgesOf(document, source);
    const Json language = mapAt(document, "language_model", source);
    requireKeys(language, {"model"}, source + ": language_model");
    assembly.languageModel = requiredModel(language, "language_model", source);
    assembly.imageToken = jsonAt<std::string>(document, "image_token", source, assembly.imageToken);
    assembly.videoToken = jsonAt<std::string>(document, "video_token", source, assembly.videoToken);
    for (const auto& token : {assembly.imageToken, assembly.videoToken})
        if (token.empty() || token.find_first_of("'\\ \n") != std::string::npos)
            throw Error("a token for media must be a word without quotes", source);
    assembly.frames = jsonAt<std::int64_t>(document, "frames", source, std::int64_t{0});
    if (assembly.frames < 0 || assembly.frames > 10'000) throw Error("\"frames\" must be 0 to 10000", source);
    assembly.tokens = namesAt(document, "tokens", source);
    readTemplate(document, assembly);
    assembly.endOfTurn = jsonAt<std::string>(document, "end_of_turn", source, assembly.endOfTurn);
    assembly.stages = stagesOf(document, source);
    return assembly;
}

std::string stagesRecipe(const Assembly& assembly, const std::vector<std::string>& bridges) {
    if (assembly.stages.empty()) return {};
    std::string text =
        "# The stages of this model. Give each its dataset, and the model as model_name_or_path.\n"
        "finetuning_type: full\nstages:\n";
    for (const auto& stage : assembly.stages) {
        std::vector<std::string> known{"vision_tower", "language_model"};
        known.insert(known.end(), bridges.begin(), bridges.end());
        const std::string where = assembly.where + ": stage " + stage.name;
        for (const auto& part : stage.trained)
            if (std::find(known.begin(), known.end(), part) == known.end())
                throw settings::unknownName("part", part, where, known);
        const auto trains = [&](const std::string& part) {
            return std::find(stage.trained.begin(), stage.trained.end(), part) != stage.trained.end();
        };
        std::vector<std::string> trained, frozen;  // modules of bridges
        for (const auto& bridge : bridges)
            (trains(bridge) ? trained : frozen)
                .push_back(bridge == "projector" ? "model.multi_modal_projector" : "model." + bridge);
        // Under LoRA the bridges are trained in full beside it.
        const bool lora = stage.method == "lora";
        Json keys{{"finetuning_type", stage.method},
                  {"freeze_vision_tower", !trains("vision_tower")},
                  {"freeze_multi_modal_projector", lora || trained.empty()},
                  {"freeze_language_model", !trains("language_model")}};
        if (lora && !trained.empty()) keys["additional_target"] = trained;
        if (!lora && !trained.empty() && !frozen.empty()) {
            keys["frozen_parameters"] = Json::array();
            for (const auto& module : frozen)
                keys["frozen_parameters"].push_back(module + ".*");
        }
        laidOver(keys, stage.settings);
        text += "  - name: " + settings::quotedYaml(stage.name) + "\n";
        for (const auto& [key, value] : keys.items())
            text += "    " + key + ": " + yamlOf(value) + "\n";
    }
    settings::stagesOf(settings::Recipe::parse(text, assembly.where + ": stages"));
    return text;
}

}  // namespace atelier::models
