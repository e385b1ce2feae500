#include "pages/model/model_folder.h"

#include "settings/fragment.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <map>
#include <unistd.h>

namespace atelier::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ModelFolder)
};

constexpr const char* kIndex = "model.safetensors.index.json";
constexpr qint64 kLargestIndex = 64 << 20;

// Of the shards that the index lists; a broken index is for the engine to complain of.
QStringList missingShards(const QDir& folder) {
    QFile file(folder.filePath(kIndex));
    if (file.size() > kLargestIndex || !file.open(QIODevice::ReadOnly)) return {};
    QSet<QString> shards;
    for (const QJsonValue& shard : QJsonDocument::fromJson(file.readAll()).object()["weight_map"].toObject())
        shards.insert(shard.toString());
    QStringList missing;
    for (const QString& shard : shards)
        if (!shard.isEmpty() && !folder.exists(shard)) missing.append(shard);
    missing.sort();
    return missing;
}

}  // namespace

QStringList missingPieces(const QString& path) {
    const QDir folder(path);
    if (!folder.exists() || folder.exists("adapter_config.json")) return {};
    QStringList missing;
    const auto need = [&](bool there, const QString& what) {
        if (!there) missing.append(what);
    };
    need(folder.exists("config.json"), Words::tr("config.json: what the model is made of"));
    const QStringList tokenizers{"tokenizer.json", "tokenizer.model", "spiece.model", "vocab.json", "vocab.txt"};
    need(std::ranges::any_of(tokenizers, [&](const QString& name) { return folder.exists(name); }),
         Words::tr("tokenizer.json: how texts become tokens"));
    need(folder.exists("preprocessor_config.json") || folder.exists("processor_config.json"),
         Words::tr("preprocessor_config.json: how pictures are prepared"));
    if (folder.exists(kIndex)) {
        for (const QString& shard : missingShards(folder))
            missing.append(Words::tr("%1: a part of the weights").arg(shard));
    } else {
        // The engine says what is wrong with any of them.
        const bool weights =
            !folder.entryList({"*.safetensors", "*.bin", "*.pt", "*.pth", "*.ckpt"}, QDir::Files).isEmpty();
        need(weights, Words::tr("model.safetensors: the weights"));
    }
    return missing;
}

QString modelFolderOf(const QString& path) {
    const QFileInfo info(path);
    if (info.isDir()) return info.absoluteFilePath();
    static const QSet<QString> endings{"json", "safetensors", "jinja", "gguf"};
    return info.isFile() && endings.contains(info.suffix().toLower()) ? info.absolutePath() : QString();
}

QString modelTitle(const QString& folder) {
    // models--OWNER--NAME/snapshots/COMMIT
    static const QRegularExpression snapshot("/models--([^/]+)/snapshots/[0-9a-f]{40}/?$");
    if (const auto found = snapshot.match(folder); found.hasMatch()) return found.captured(1).replace("--", "/");
    return QDir(folder).dirName();
}

QString familyText(const std::string& family) {
    for (const settings::Fragment* fragment : settings::fragments(settings::Fragment::Kind::Family))
        if (fragment->key == family) return QString::fromStdString(fragment->title);
    return QString::fromStdString(family);
}

QString partText(const std::string& part) {
    static const std::map<std::string, const char*> names{
        {"vision tower", QT_TRANSLATE_NOOP("ModelFolder", "Vision tower")},
        {"vision model", QT_TRANSLATE_NOOP("ModelFolder", "Vision model")},
        {"qformer", QT_TRANSLATE_NOOP("ModelFolder", "Q-Former")},
        {"projector", QT_TRANSLATE_NOOP("ModelFolder", "Projector")},
        {"language projection", QT_TRANSLATE_NOOP("ModelFolder", "Language projection")},
        {"language model", QT_TRANSLATE_NOOP("ModelFolder", "Language model")}};
    const auto it = names.find(part);
    if (it != names.end()) return Words::tr(it->second);
    QString text = QString::fromStdString(part);  // of a family that came later
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    return text;
}

std::vector<ModelProblem> modelProblems(const std::vector<std::string>& problems) {
    QStringList absent, misshapen;
    std::vector<ModelProblem> others;
    for (const std::string& problem : problems) {
        const QString line = QString::fromStdString(problem);
        if (line.endsWith(": not in the files"))
            absent.append(line);
        else if (line.endsWith(": another shape than the configuration wants"))
            misshapen.append(line);
        else
            others.push_back({line, {}, {}});
    }
    std::vector<ModelProblem> all;
    const QString todo = Words::tr(
        "Weights and config.json do not belong together, or the download is not whole: download the "
        "folder again.");
    if (!absent.isEmpty())
        all.push_back({Words::tr("%Ln tensors that config.json asks for are not in the files.", nullptr,
                                 static_cast<int>(absent.size())),
                       todo, absent});
    if (!misshapen.isEmpty())
        all.push_back({Words::tr("%Ln tensors have another shape than config.json asks for.", nullptr,
                                 static_cast<int>(misshapen.size())),
                       todo, misshapen});
    for (ModelProblem& problem : others)
        all.push_back(std::move(problem));
    return all;
}

ModelMemory memoryOf(const protocol::ModelInfo& info) {
    const std::uint64_t parameters = parametersOf(info);
    return {4 * parameters, 2 * parameters, 4 * parameters, 16 * parameters};
}

std::uint64_t parametersOf(const protocol::ModelInfo& info) {
    std::uint64_t parameters = 0;
    for (const auto& [_, count] : info.parts)
        parameters += count;
    return parameters > 0 ? parameters : info.parameters;
}

std::uint64_t memoryOfComputer() {
    const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGE_SIZE);
    return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
}

}  // namespace atelier::ui
