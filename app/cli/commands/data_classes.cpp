#include "commands/data_classes.h"

#include "commands/dataset_options.h"
#include "common/error.h"
#include "common/file.h"
#include "common/json.h"
#include "data/classes.h"
#include "data/sample_json.h"
#include "output.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>

namespace atelier::cli {
namespace {

struct Options : DatasetOptions {
    std::vector<std::string> set;
    std::vector<int> remove;
    std::filesystem::path file;
    bool fromLabels = false, clear = false;

    bool writes() const { return !set.empty() || !remove.empty() || !file.empty() || fromLabels || clear; }
};

void setOne(std::vector<data::DatasetClass>& classes, const std::string& text) {
    const auto equals = text.find('=');
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + std::min(equals, text.size()), number);
    if (equals == std::string::npos || code != std::errc() || end != text.data() + equals)
        throw Error("expected NUMBER=NAME", "--set " + text, "for example --set 3=racket");
    for (data::DatasetClass& one : classes)
        if (one.number == number) {
            one.name = text.substr(equals + 1);
            return;
        }
    classes.push_back({.number = number, .name = text.substr(equals + 1)});
}

void change(std::vector<data::DatasetClass>& classes, const std::map<std::string, std::int64_t>& used,
            const Options& options) {
    if (options.clear) classes.clear();
    if (!options.file.empty()) classes = data::classesFromText(readFile(options.file), options.file.string());
    for (const int number : options.remove)
        if (std::erase_if(classes, [&](const data::DatasetClass& one) { return one.number == number; }) == 0)
            throw Error("there is no class of the number " + std::to_string(number), options.dataset);
    for (const std::string& one : options.set)
        setOne(classes, one);
    if (options.fromLabels) data::addClassesOf(classes, used);
}

void show(const std::vector<data::DatasetClass>& classes, const std::map<std::string, std::int64_t>& used,
          const Options& options) {
    std::map<std::string, std::int64_t> others = used;
    others.erase("");
    if (options.json) {
        Json list = data::toJson(classes);
        for (std::size_t i = 0; i < classes.size(); ++i) {
            const auto its = used.find(classes[i].name);
            list[i]["regions"] = its == used.end() ? 0 : its->second;
            others.erase(classes[i].name);
        }
        return printJson({{"classes", std::move(list)}, {"labels_without_a_class", others}});
    }
    std::vector<std::vector<std::string>> rows{{"number", "regions", "name"}};
    for (const data::DatasetClass& one : classes) {
        const auto its = used.find(one.name);
        rows.push_back(
            {std::to_string(one.number), std::to_string(its == used.end() ? 0 : its->second), inOneLine(one.name)});
        others.erase(one.name);
    }
    if (classes.empty())
        print("The dataset has no list of classes: the labels of its regions say all\n");
    else
        print(table(rows, Align::Left));
    for (const auto& [label, count] : others)
        print("no class: " + inOneLine(label) + " (" + std::to_string(count) + " regions)\n");
}

}  // namespace

void addDataClasses(CLI::App& data, Session& session) {
    auto* command = data.add_subcommand("classes", "The list of a dataset's classes with their numbers");
    command->footer(
        "Formats such as YOLO and COCO write these numbers, and classes that no region has. Labels of regions are\n"
        "not changed: `atelier data replace --in labels` does that.");
    auto options = std::make_shared<Options>();
    options->addTo(*command);
    command->add_option("--set", options->set, "NUMBER=NAME: add a class, or give this number another name");
    command->add_option("--remove", options->remove, "A number: take its class off the list; once for each");
    command->add_option("--file", options->file,
                        "Take the list of this file: a name a line, numbered from 0, or what --json prints");
    command->add_flag("--from-labels", options->fromLabels, "Add a class for each label that has none");
    command->add_flag("--clear", options->clear, "Take the list away first");
    command->callback([options, &session] {
        session.action = [options] {
            using data::Project;
            auto project = options->open(options->writes() ? Project::Access::ReadWrite : Project::Access::ReadOnly);
            std::vector<data::DatasetClass> classes = project.info(options->dataset).classes;
            const auto used = data::regionsByLabel(project, options->dataset);
            if (options->writes()) {
                change(classes, used, *options);
                project.setClasses(options->dataset, classes);
            }
            show(classes, used, *options);
        };
    });
}

}  // namespace atelier::cli
