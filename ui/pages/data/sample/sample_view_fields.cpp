// The part of the sample's view that edits its answer as key fields.
#include "canvas/region_editor.h"
#include "data/key_fields/fill.h"
#include "image_canvas.h"
#include "pages/data/fields/key_fields_form.h"
#include "pages/data/sample/conversation_editor.h"
#include "pages/data/sample/region_panel.h"
#include "pages/data/sample/sample_view.h"

#include <algorithm>

namespace atelier::ui {

void SampleView::connectKeyFields() {
    connect(fields_, &KeyFieldsForm::valuesEdited, this, [this](const Json& values, const QString& field) {
        change(
            tr("Key field"),
            [&](data::Sample& sample) { data::fillAnswer(sample, *fields_->schema(), values, style_); },
            "field " + field + ' ' + QString::number(typing_));
    });
    connect(fields_, &KeyFieldsForm::left, this, [this] { ++typing_; });
    connect(fields_, &KeyFieldsForm::schemaWanted, this, &SampleView::schemaWanted);
    connect(conversation_, &ConversationEditor::keyFieldsWanted, this, &SampleView::editKeyFields);
}

void SampleView::setKeyFields(const std::optional<data::KeyField>& fields, data::JsonStyle style) {
    style_ = style;
    fields_->setSchema(fields);
}

void SampleView::editKeyFields() {
    if (fields_->schema())
        fields_->focusFirst();
    else if (!readOnly_)
        Q_EMIT schemaWanted();
}

void SampleView::takeRegions() {
    auto place = fields_->place();
    if (!place || !sample_ || chosen_.empty()) return;
    std::string cursor;
    change(tr("Text of a region"), [&](data::Sample& sample) {
        std::vector<int> regions = chosen_;
        std::sort(regions.begin(), regions.end());
        for (const int index : regions) {
            const std::string text = region(sample, index).transcription;
            if (text.empty()) continue;
            if (!place->before.empty() && !place->before.ends_with(' ')) place->before += ' ';
            data::takeText(sample, *fields_->schema(), style_, place->path, index, place->before, text, place->after);
            place->before += text;
        }
        cursor = place->before;
    });
    fields_->setCursorBehind(cursor);
}

void SampleView::stepRegion(int step) {
    if (drawn_.empty()) return;
    const std::vector<int> now = onCanvas(chosen_);
    const int count = static_cast<int>(drawn_.size());
    const int next = now.empty() ? (step > 0 ? 0 : count - 1) : (now.back() + step + count) % count;
    canvas_->editor().setSelection({next});
    choose(ofCanvas({next}));
}

bool SampleView::followsSchema() {
    return fields_->insist();
}

}  // namespace atelier::ui
