#include "common/file.h"
#include "common/registry.h"
#include "data/formats/format.h"
#include "data/generators/generator.h"
#include "data/text_variation/text_variation.h"
#include "evaluation/metric.h"
#include "models/assembly/assembly.h"
#include "models/assembly/bridge_kinds.h"
#include "models/assembly/chat_templates.h"
#include "models/family.h"
#include "models/parts/bridge.h"
#include "models/parts/encoder.h"
#include "models/parts/language_model.h"
#include "models/remote_code.h"
#include "peft/method.h"
#include "peft/method_info.h"
#include "protocol/job.h"
#include "settings/fragment.h"
#include "settings/schema.h"
#include "training/objectives/objective.h"
#include "training/objectives/objective_info.h"
#include "training/optimizer.h"
#include "training/optimizer_info.h"
#include "vision/augment/augmentation.h"
#include "vision/preprocessor.h"
#include "vision/video_preprocessor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>

using namespace atelier;
namespace fs = std::filesystem;

// Everything registers itself from a file-scope object. A linker that drops such an object, or a file that no build
// list has, shows here: what the sources register must be what the program knows.
namespace {

using Names = std::vector<std::string>;

template <class T>
Names names() {
    Names all;
    for (const auto& [name, value] : Registry<T>::instance().all())
        all.push_back(name);
    return all;
}

// What `expression` finds in a text, a list of groups for each place.
std::vector<Names> in(const std::string& text, const std::string& expression) {
    std::vector<Names> found;
    const std::regex wanted(expression);
    for (std::sregex_iterator place(text.begin(), text.end(), wanted), end; place != end; ++place)
        found.emplace_back(std::next(place->begin()), place->end());
    return found;
}

// Core's files that end in `extension`.
Names sources(const std::string& extension) {
    Names texts;
    for (const auto& file : fs::recursive_directory_iterator(fs::path(ATELIER_SOURCE_DIR) / "core"))
        if (file.path().extension() == extension) texts.push_back(readFile(file.path()));
    return texts;
}

std::string withoutNamespace(const std::string& type) {
    const auto colons = type.rfind(':');
    return colons == std::string::npos ? type : type.substr(colons + 1);
}

// Type -> sorted names of `Registry<Type>::Entry entry{"NAME"`, also where the registry or its entry has a short name,
// or a struct of its own holds the entry.
std::map<std::string, Names> registeredInSources() {
    std::map<std::string, std::string> types, holders;
    for (const std::string& text : sources(".h")) {
        for (const auto& groups : in(text, R"re(using (\w+) = Registry<([\w:]+)>;)re"))
            types[groups[0]] = withoutNamespace(groups[1]);
        for (const auto& groups : in(text, R"re(struct (\w+) \{[^{}]*\bRegistry<([\w:]+)>::Entry )re"))
            holders[groups[0]] = withoutNamespace(groups[1]);
    }
    std::map<std::string, Names> found;
    for (const std::string& text : sources(".cpp")) {
        for (const auto& groups : in(text, R"re(([\w:]+|Registry<([\w:]+)>)::Entry\s+\w+\{\s*"([^"]+)")re")) {
            const auto alias = types.find(withoutNamespace(groups[0]));
            found[alias == types.end() ? withoutNamespace(groups[1]) : alias->second].push_back(groups[2]);
        }
        auto entries = holders;
        for (const auto& groups : in(text, R"re(using (\w+) = Registry<([\w:]+)>::Entry;)re"))
            entries[groups[0]] = withoutNamespace(groups[1]);
        for (const auto& groups : in(text, R"re(\bconst (\w+)\s+\w+\{\s*"([^"]+)")re"))
            if (const auto entry = entries.find(groups[0]); entry != entries.end())
                found[entry->second].push_back(groups[1]);
        for (const auto& groups : in(text, R"re(GroupEntry<\w+>\s+\w+\{\s*"([^"]+)")re"))
            found["GroupSource"].push_back(groups[0]);
    }
    for (auto& [type, all] : found)
        std::ranges::sort(all);
    return found;
}

struct Known {
    std::string type;
    Names names;
};

}  // namespace

TEST(Registry, holdsAllThatTheSourcesRegister) {
    const Known known[] = {
        {"AssemblyPreset", names<models::AssemblyPreset>()},
        {"Augmentation", names<vision::Augmentation>()},
        {"BridgeFactory", names<models::BridgeFactory>()},
        {"BridgeKind", names<models::BridgeKind>()},
        {"EncoderFactory", names<models::EncoderFactory>()},
        {"Family", names<models::Family>()},
        {"Format", names<data::Format>()},
        {"Fragment", names<settings::Fragment>()},
        {"GeneratorFactory", names<data::GeneratorFactory>()},
        {"GroupSource", names<settings::GroupSource>()},
        {"LanguageModelFactory", names<models::LanguageModelFactory>()},
        {"Method", names<peft::Method>()},
        {"MethodInfo", names<peft::MethodInfo>()},
        {"Metric", names<evaluation::Metric>()},
        {"NamedTemplate", names<models::NamedTemplate>()},
        {"ObjectiveFactory", names<training::ObjectiveFactory>()},
        {"ObjectiveInfo", names<training::ObjectiveInfo>()},
        {"OptimizerFactory", names<training::OptimizerFactory>()},
        {"OptimizerInfo", names<training::OptimizerInfo>()},
        {"PreprocessorFactory", names<vision::PreprocessorFactory>()},
        {"ProcessorFactory", names<models::ProcessorFactory>()},
        {"RemoteCodeLayout", names<models::RemoteCodeLayout>()},
        {"TextVariation", names<data::TextVariation>()},
        {"VideoPreprocessorFactory", names<vision::VideoPreprocessorFactory>()},
    };
    const auto registered = registeredInSources();
    for (const auto& [type, names] : known) {
        EXPECT_FALSE(names.empty()) << type;
        const auto found = registered.find(type);
        ASSERT_NE(found, registered.end()) << type;
        EXPECT_EQ(names, found->second) << type;
    }
    EXPECT_EQ(registered.size(), std::size(known)) << "a registry that is not compared above";
}

TEST(Registry, everyFamilyHasAProcessor) {
    EXPECT_EQ(names<models::ProcessorFactory>(), names<models::Family>());
}

TEST(Registry, everyMethodSaysWhatItIs) {
    EXPECT_EQ(names<peft::MethodInfo>(), names<peft::Method>());
}

TEST(Registry, everyObjectiveSaysWhatItIs) {
    EXPECT_EQ(names<training::ObjectiveInfo>(), names<training::ObjectiveFactory>());
}

TEST(Registry, everyOptimizerSaysWhatItIs) {
    EXPECT_EQ(names<training::OptimizerInfo>(), names<training::OptimizerFactory>());
}

// A folder is found by its name.
TEST(Registry, familiesAndMethodsAreCalledAsTheirFolders) {
    const auto folders = [](const char* room) {
        Names all;
        for (const auto& entry : fs::directory_iterator(fs::path(ATELIER_SOURCE_DIR) / "core" / room))
            if (entry.is_directory()) all.push_back(entry.path().filename().string());
        std::ranges::sort(all);
        return all;
    };
    EXPECT_EQ(names<models::Family>(), folders("models/families"));
    EXPECT_EQ(names<peft::Method>(), folders("peft"));
}

TEST(Registry, everyJobIsDone) {
    EXPECT_EQ(names<protocol::JobHandler>(), names<protocol::JobType>());
    EXPECT_FALSE(names<protocol::JobType>().empty());
}
