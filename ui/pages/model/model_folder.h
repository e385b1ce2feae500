#pragma once

#include "protocol/jobs/model.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace atelier::ui {

/// What a model folder needs and does not have, one file each, in words. Empty also for what is no model folder at all:
/// the engine says more about that. Looks at names only.
QStringList missingPieces(const QString& folder);
/// The folder that a dropped path means: itself, or that of a file in a model folder. Empty: none.
QString modelFolderOf(const QString& path);

/// What a person calls the model: the folder's name; of a snapshot in the hub's cache, OWNER/NAME.
QString modelTitle(const QString& folder);
QString familyText(const std::string& family);  ///< "Qwen2-VL"
QString partText(const std::string& part);      ///< "Vision tower"

/// Problems of a model as a person wants them: what, what to do, and the engine's lines behind it.
struct ModelProblem {
    QString what, todo;
    QStringList lines;
};
std::vector<ModelProblem> modelProblems(const std::vector<std::string>& problems);

/// Bytes that the work needs at least. Room for pictures and for what is kept between forward and backward pass comes
/// on top, and depends on the data.
struct ModelMemory {
    std::uint64_t run32 = 0, run16 = 0;  ///< the weights
    std::uint64_t lora = 0;              ///< the frozen weights in fp32; the adapter is small beside them
    std::uint64_t full = 0;              ///< fp32 weights, gradients and both moments of AdamW
};
ModelMemory memoryOf(const protocol::ModelInfo& info);
/// Parameters of the parts together: also known without weights.
std::uint64_t parametersOf(const protocol::ModelInfo& info);
std::uint64_t memoryOfComputer();  ///< bytes; 0: not known

}  // namespace atelier::ui
