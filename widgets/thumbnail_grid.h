#pragma once

#include "thumbnails/thumbnail_loader.h"

#include <QListView>
#include <QTimer>

namespace atelier::widgets {

/// What the model gives beside Qt::DisplayRole (the caption) and Qt::ToolTipRole.
enum ThumbnailRole {
    ThumbnailKeyRole = Qt::UserRole + 100,  ///< QString, handed to the source; empty: there is no picture
    ThumbnailBadgesRole,                    ///< QStringList, short
};

/// Cards with a thumbnail, a caption and badges, over any item model; made for 100,000 of them. Only what is seen is
/// loaded, in threads. Ctrl+wheel, Ctrl++ and Ctrl+- change the size.
class ThumbnailGrid : public QListView {
    Q_OBJECT

public:
    static constexpr int kLeast = 96, kMost = 360;

    explicit ThumbnailGrid(QWidget* parent = nullptr);
    ~ThumbnailGrid() override;

    void setSource(ThumbnailLoader::Source source);
    /// nullptr without a source.
    ThumbnailLoader* loader() const { return loader_.get(); }
    /// Shown when the model has no rows.
    void setEmptyText(const QString& text);
    /// Least width of a card in logical pixels; cards widen to fill the row.
    void setCardWidth(int pixels);
    int cardWidth() const { return cardWidth_; }
    int columns() const;
    void setModel(QAbstractItemModel* model) override;

Q_SIGNALS:
    void cardWidthChanged(int pixels);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    int room() const;
    void arrange();
    void wantVisible();
    QSize pictureSize() const;
    void retranslate();

    std::unique_ptr<ThumbnailLoader> loader_;
    QString emptyText_;
    QTimer settle_;  // until a scroll rests
    int cardWidth_ = 168;
};

}  // namespace atelier::widgets
