#include "commands/data_generate.h"

#include "data/generators/generator.h"
#include "output.h"
#include "progress.h"
#include "protocol/control.h"

#include <filesystem>

namespace atelier::cli {

void addDataGenerate(CLI::App& data, Session& session) {
    struct Options {
        std::string generator, name;
        std::filesystem::path out;
        std::size_t count = 1000;
        std::uint64_t seed = 42;
        data::GeneratorOptions draw;
    };
    auto* command = data.add_subcommand("generate", "Draw a dataset: printed lines, or scenes of coloured shapes");
    command->footer(
        "Writes a LLaMA-Factory dataset folder, which `atelier data import` reads. Same options and seed, same "
        "pictures.\n"
        "  lines   one printed line and its text\n"
        "  scenes  one to six shapes with a caption, a question or a box");
    auto options = std::make_shared<Options>();
    command->add_option("GENERATOR", options->generator, "lines or scenes")->required();
    command->add_option("--out", options->out, "Dataset folder to write; one that exists is replaced")->required();
    command->add_option("--name", options->name, "Name of the dataset (default: the generator's)");
    command->add_option("--count", options->count, "Samples");
    command->add_option("--seed", options->seed, "Same seed, same pictures");
    command->add_option("--min-characters", options->draw.minCharacters, "lines: shortest line");
    command->add_option("--max-characters", options->draw.maxCharacters, "lines: longest line");
    command->add_option("--style", options->draw.style, "lines: mixed (printed fonts) or heldout (dot-matrix print)");
    command->add_option("--answers", options->draw.answers, "scenes: plain or json");
    command->add_option("--questions", options->draw.questions,
                        "scenes: mixed, or one or several (a,b) of caption, count, colour, shape, relation, existence, "
                        "place, box");
    command->add_option("--turns", options->draw.turns, "scenes: questions about one picture");
    command->add_option("--max-shapes", options->draw.maxShapes, "scenes: shapes on one picture, at most");
    command->callback([options, &session] {
        session.action = [options, &session] {
            const auto generator = data::makeGenerator(options->generator, options->draw);
            const std::string name = options->name.empty() ? options->generator : options->name;
            ProgressView progress;
            const auto events = progress.sink();
            events(protocol::PhaseChanged{"drawing"});
            data::writeDataset(*generator, name, options->count, options->seed, options->out,
                               protocol::watchFor(session.interrupts.token(), events));
            print("The dataset: " + options->out.string() + "\n");
        };
    });
}

}  // namespace atelier::cli
