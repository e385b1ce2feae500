#include "made_project.h"

#include "common/file.h"
#include "made_runs.h"

#include <QDir>
#include <QImage>

namespace atelier::ui {

void makeModelFolder(const QString& folder) {
    QDir().mkpath(folder);
    for (const char* piece : {"config.json", "tokenizer.json", "preprocessor_config.json", "model.safetensors"})
        writeFileAtomically((folder + '/' + piece).toStdString(), "{}");
}

protocol::ModelInfo madeModelInfo() {
    protocol::ModelInfo info;
    info.family = "qwen2_vl";
    info.parts = {{"language model", 3'000'000}, {"projector", 660'000}, {"vision tower", 1'000'000}};
    info.outline = {
        {"vision tower", "encoder", 128, {{"model.visual.blocks", 4, 900'000}, {"model.visual.norm", 0, 100'000}}},
        {"projector", "bridge", 0, {{"model.projector", 0, 660'000}}},
        {"language model", "language", 192, {{"model.layers", 6, 3'000'000}}}};
    info.parameters = 4'660'000;
    info.tensors = 105;
    info.bytesByType = {{"BF16", 9'320'000}};
    info.tokens = info.vocabulary = 750;
    info.tiedEmbeddings = true;
    info.example = "<|im_start|>user\nHello<|im_end|>\n";
    return info;
}

void fillProject(Session& session, const QString& modelFolder, int samples, int steps) {
    const QString pictures = session.folder() + "/images/made";
    QDir().mkpath(pictures);
    std::vector<data::Sample> made(static_cast<std::size_t>(samples));
    QImage image(160, 120, QImage::Format_RGB32);
    for (int i = 0; i < samples; ++i) {
        const QString file = pictures + QString("/%1.png").arg(i);
        image.fill(QColor::fromHsv(i * 67 % 360, 90, 220));
        image.save(file);
        data::Sample& sample = made[static_cast<std::size_t>(i)];
        sample.id = "sample-" + std::to_string(i);
        sample.turns = {{data::Turn::Role::User, "<image>What colour is it?"},
                        {data::Turn::Role::Assistant, "It is number " + std::to_string(i)}};
        sample.media = {{data::Media::Kind::Image, file.toStdString(), {}}};
    }
    session.write([&](data::Project& project) {
        project.addDataset({"made", "sharegpt", "made.json", pictures.toStdString()}, made);
    });
    session.noteDataChanged();
    session.setModel(modelFolder);
    session.setRecipe(settings::Recipe::parse("finetuning_type: lora\n", "made.yaml"));
    for (const char* run : {"first", "second", "third"})
        makeRun(session.folder(), {.name = run, .steps = steps, .total = steps});
    evaluation::writeComparison(madeComparison(session.folder() + "/images/compared", 196),
                                (session.folder() + "/runs/third/comparison.json").toStdString());
    session.setRun("third");
}

}  // namespace atelier::ui
