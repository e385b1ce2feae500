#pragma once

#include "protocol/jobs/model.h"

#include <QFrame>

#include <array>

class QGridLayout;
class QLabel;

namespace atelier::widgets {
class Card;
class ElidedLabel;
}  // namespace atelier::widgets

namespace atelier::ui {

class PartsBar;

/// What a model is: name, family, parameters and parts, size, memory, vocabulary.
class ModelFacts : public QWidget {
    Q_OBJECT

public:
    explicit ModelFacts(QWidget* parent = nullptr);
    void setModel(const QString& folder, const protocol::ModelInfo& info);
    void retranslate();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyFonts();
    struct Tile {
        QFrame* frame;
        QLabel *caption, *value, *note;
    };
    enum What { Disk, Vocabulary, Embeddings, Run, Lora, Full, kTiles };
    void setTile(What what, const QString& caption, const QString& value, const QString& note, const QString& help);
    void memoryTile(What what, const QString& caption, const QString& amount, const QString& note, const QString& help,
                    std::uint64_t need);
    void arrange();

    QString folder_;
    protocol::ModelInfo info_;
    widgets::Card* card_;
    widgets::ElidedLabel *name_, *path_;
    QLabel *family_, *parameters_;
    PartsBar* parts_;
    QGridLayout* grid_;
    std::array<Tile, kTiles> tiles_;
    int columns_ = 0;
};

}  // namespace atelier::ui
