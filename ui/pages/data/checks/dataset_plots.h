#pragma once

#include "common/watch.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace atelier::ui {

/// A part of a plot, and the samples that are meant by it.
struct PlotBin {
    double from = 0, to = 0;    ///< of a number: to is excluded, but for the last
    double from2 = 0, to2 = 0;  ///< of the height, in a plot of sizes
    std::string name = {};      ///< of a category; "": samples without one
    std::int64_t count = 0;     ///< samples
    std::string filter = {};    ///< finds them; empty: there is none for it
};

struct DatasetPlot {
    enum class What {
        Sizes,             ///< width by height of pictures, pixels
        Aspect,            ///< width by height, as a ratio
        Tokens,            ///< that the model sees, of samples that were counted
        ImageTokens,       ///< of pictures
        PromptCharacters,  ///< of all system and user turns
        AnswerCharacters,  ///< of all answers
        Regions,           ///< of a sample
        Labels,
        Tags,
        Splits,
    };
    What what = What::Sizes;
    std::vector<double> edges, edges2;  ///< of numbers; edges2 of heights
    std::vector<PlotBin> bins;          ///< sizes: row by row from the least height
};

struct DatasetPlots {
    std::int64_t samples = 0;
    std::int64_t uncounted = 0;      ///< samples without a token count; 0 where there is no model
    std::vector<DatasetPlot> plots;  ///< only those with something to show
};

/// What the samples of a dataset are like, each counted once in a bin. `model` is a fingerprint of token counts; empty:
/// there is no model. Opens the project for itself and reads the headers of pictures. Throws Error; interrupted, when
/// asked to stop.
DatasetPlots readPlots(const QString& project, const QString& dataset, const std::string& model, const Watch& watch);

}  // namespace atelier::ui
