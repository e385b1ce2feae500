#include "data/sample.h"
#include "data/store/filter_sql.h"

namespace atelier::data {

using Kind = FilterField::Kind;
using As = store::Indexed::As;

namespace store {

static_assert(static_cast<int>(Region::Shape::Box) == 0 && static_cast<int>(Region::Shape::Point) == 5,
              "the numbers in the statements here");
static_assert(static_cast<int>(Turn::Role::Assistant) == 2 && static_cast<int>(Media::Kind::Image) == 0 &&
                  static_cast<int>(Media::Kind::Video) == 1,
              "the numbers in the statements here");

const char* const kAnywhere =
    "(EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND folded_has(text, @))"
    " OR EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND (folded_has(transcription, @) OR folded_has(label, @)))"
    " OR EXISTS (SELECT 1 FROM media WHERE sample = s.id AND folded_has(file_name(path), @)))";

// Metadata of the sample, its turns and its regions, where `condition` holds for `j`.
#define ATELIER_IN_METADATA(condition)                                                                                \
    "(EXISTS (SELECT 1 FROM json_each(s.details, '$.metadata') j WHERE " condition                                    \
    ")"                                                                                                               \
    " OR EXISTS (SELECT 1 FROM turns t, json_each(t.details, '$.metadata') j WHERE t.sample = s.id AND " condition    \
    ") OR EXISTS (SELECT 1 FROM regions r, json_each(r.details, '$.metadata') j WHERE r.sample = s.id AND " condition \
    "))"

const char* const kMetadataNamed = ATELIER_IN_METADATA("folded_is(j.key, @)");
const char* const kMetadataSays = ATELIER_IN_METADATA(
    "folded_is(j.key, #) AND folded_is(CASE j.type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
    " ELSE CAST(j.value AS TEXT) END, @)");

// Of all pictures of a sample the largest.
const char* const kWidest =
    "(SELECT max(picture_width(root, path)) FROM media JOIN datasets ON datasets.id = s.dataset"
    " WHERE sample = s.id AND media.kind = 0)";
const char* const kHighest =
    "(SELECT max(picture_height(root, path)) FROM media JOIN datasets ON datasets.id = s.dataset"
    " WHERE sample = s.id AND media.kind = 0)";
const char* const kLargest =
    "(SELECT max(picture_width(root, path) * picture_height(root, path)) / 1e6 FROM media"
    " JOIN datasets ON datasets.id = s.dataset WHERE sample = s.id AND media.kind = 0)";

std::span<const FieldSql> fieldsWithSql() {
    static const std::vector<FieldSql> fields{
        {{"tag", Kind::Text, "has this tag"},
         "EXISTS (SELECT 1 FROM tags WHERE sample = s.id AND folded_is(tag, @))",
         {As::Term, TermKind::Tag}},
        {{"label", Kind::Text, "has a region with this label"},
         "EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND folded_is(label, @))",
         {As::Term, TermKind::Label}},
        {{"shape", Kind::Text, "has a region of this shape: box, rotated_box, polygon, circle, line, point"},
         "EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND shape = CASE @ WHEN 'box' THEN 0 WHEN 'rotated_box' "
         "THEN 1"
         " WHEN 'polygon' THEN 2 WHEN 'circle' THEN 3 WHEN 'line' THEN 4 WHEN 'point' THEN 5 END)",
         {As::Term, TermKind::Shape}},
        {{"meta", Kind::Text, "has metadata of this name; meta.NAME:text compares what it says"},
         kMetadataNamed,
         {As::Term, TermKind::Metadata}},
        {{"split", Kind::Text, "is in this split: train, validation, test, or none"}, "s.split = @"},
        {{"group", Kind::Text, "is of this group"}, "folded_is(CASE s.grp WHEN '' THEN s.key ELSE s.grp END, @)"},
        {{"id", Kind::Text, "this text is in its id"}, "folded_has(s.key, @)"},
        {{"file", Kind::Text, "this text is in the path of one of its files"},
         "s.id IN (SELECT sample FROM media WHERE folded_has(path, @))"},
        {{"text", Kind::Text, "this text is in one of its turns or transcriptions"},
         "(EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND folded_has(text, @))"
         " OR EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND folded_has(transcription, @)))",
         {As::Texts}},
        {{"prompt", Kind::Text, "this text is in a system or user turn"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND role <> 2 AND folded_has(text, @))",
         {As::Texts}},
        {{"answer", Kind::Text, "this text is in an assistant turn"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND role = 2 AND folded_has(text, @))",
         {As::Texts}},
        {{"transcription", Kind::Text, "this text is in the transcription of a region"},
         "EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND folded_has(transcription, @))",
         {As::Texts}},
        {{"images", Kind::Number, "how many images it has"}, "s.images"},
        {{"videos", Kind::Number, "how many videos it has"}, "s.videos"},
        {{"turns", Kind::Number, "how many turns it has"}, "s.turns"},
        {{"regions", Kind::Number, "how many regions it has"}, "s.regions"},
        {{"tags", Kind::Number, "how many tags it has"}, "(SELECT count(*) FROM tags WHERE sample = s.id)"},
        {{"references", Kind::Number, "the most right answers that one of its questions has"},
         "(SELECT coalesce(max(1 + coalesce(json_array_length(details, '$.references'), 0)), 0) FROM turns"
         " WHERE sample = s.id AND role = 2)"},
        {{"calls", Kind::Number, "how many calls of tools it has"},
         "(SELECT total(json_array_length(details, '$.calls')) FROM turns WHERE sample = s.id)"},
        {{"lossweight", Kind::Number, "weight in the loss, of one of its turns that has its own"},
         "(SELECT max(json_extract(details, '$.loss_weight')) FROM turns WHERE sample = s.id)"},
        {{"characters", Kind::Number, "characters of its answers"}, "s.answer_characters"},
        {{"promptcharacters", Kind::Number, "characters of its system and user turns"}, "s.prompt_characters"},
        {{"tokens", Kind::Number, "tokens the model sees, where they were counted"},
         "(SELECT tokens FROM token_counts WHERE sample = s.id AND model = ?2 AND revision = s.revision)"},
        {{"imagetokens", Kind::Number, "tokens of its pictures, where they were counted"},
         "(SELECT image_tokens FROM token_counts WHERE sample = s.id AND model = ?2 AND revision = s.revision)"},
        {{"width", Kind::Number, "pixels across its widest picture"}, kWidest},
        {{"height", Kind::Number, "pixels down its highest picture"}, kHighest},
        {{"megapixels", Kind::Number, "millions of pixels of its largest picture"}, kLargest},
        {{"duration", Kind::Number, "seconds of the parts of videos that it shows"},
         "(SELECT sum(range_end - range_begin) FROM media WHERE sample = s.id)"},
        {{"checked", Kind::Flag, "was checked by a person"}, "s.checked"},
        {{"unchecked", Kind::Flag, "was not checked yet"}, "NOT s.checked"},
        {{"answered", Kind::Flag, "ends with an answer"},
         "coalesce((SELECT role = 2 AND text <> '' FROM turns WHERE sample = s.id ORDER BY ordinal DESC LIMIT 1), 0)",
         {As::Term, TermKind::Flag, "answered"}},
        {{"unanswered", Kind::Flag, "has no answer at its end"},
         "NOT coalesce((SELECT role = 2 AND text <> '' FROM turns WHERE sample = s.id ORDER BY ordinal DESC LIMIT 1), "
         "0)",
         {As::NotTerm, TermKind::Flag, "answered"}},
        {{"linked", Kind::Flag, "has a region that is linked to words"},
         "EXISTS (SELECT 1 FROM spans WHERE sample = s.id)",
         {As::Term, TermKind::Flag, "linked"}},
        {{"rejected", Kind::Flag, "has an answer with a worse one beside it: a preference"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND json_type(details, '$.rejected') IS NOT NULL)",
         {As::Term, TermKind::Flag, "rejected"}},
        {{"liked", Kind::Flag, "has an answer with the feedback good"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND json_type(details, '$.liked') = 'true')",
         {As::Term, TermKind::Flag, "liked"}},
        {{"disliked", Kind::Flag, "has an answer with the feedback bad"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND json_type(details, '$.liked') = 'false')",
         {As::Term, TermKind::Flag, "disliked"}},
        {{"judged", Kind::Flag, "has a preference or feedback"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND (json_type(details, '$.rejected') IS NOT NULL"
         " OR json_type(details, '$.liked') IS NOT NULL))",
         {As::Term, TermKind::Flag, "judged"}},
        {{"tools", Kind::Flag, "has tools that may be called, calls of tools or their results"},
         "(json_type(s.details, '$.tools') IS NOT NULL OR EXISTS (SELECT 1 FROM turns WHERE sample = s.id"
         " AND (role = 3 OR json_type(details, '$.calls') IS NOT NULL)))",
         {As::Term, TermKind::Flag, "tools"}},
        {{"weighted", Kind::Flag, "has a turn with a weight of its own in the loss"},
         "EXISTS (SELECT 1 FROM turns WHERE sample = s.id AND json_extract(details, '$.loss_weight')"
         " <> CASE role WHEN 2 THEN 1 ELSE 0 END)",
         {As::Term, TermKind::Flag, "weighted"}},
        {{"masked", Kind::Flag, "has a region with a mask"},
         "EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND json_extract(details, '$.mask') IS NOT NULL)",
         {As::Term, TermKind::Flag, "masked"}},
        {{"keypoints", Kind::Flag, "has a region with keypoints"},
         "EXISTS (SELECT 1 FROM regions WHERE sample = s.id AND json_extract(details, '$.keypoints') IS NOT NULL)",
         {As::Term, TermKind::Flag, "keypoints"}},
    };
    return fields;
}

}  // namespace store

const std::vector<FilterField>& filterFields() {
    static const std::vector<FilterField> fields = [] {
        std::vector<FilterField> all;
        for (const store::FieldSql& one : store::fieldsWithSql())
            all.push_back(one.field);
        return all;
    }();
    return fields;
}

}  // namespace atelier::data
