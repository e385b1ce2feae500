#include "data/store/sample_rows.h"

#include "data/sample_json.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace atelier::data::store {
namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "points are stored as little-endian doubles");

namespace {

std::string packed(const std::vector<std::array<double, 2>>& points) {
    std::string bytes(points.size() * sizeof(points[0]), '\0');
    if (!points.empty()) std::memcpy(bytes.data(), points.data(), bytes.size());
    return bytes;
}

std::vector<std::array<double, 2>> unpacked(const SQLite::Column& column) {
    std::vector<std::array<double, 2>> points(static_cast<std::size_t>(column.getBytes()) /
                                              sizeof(std::array<double, 2>));
    if (!points.empty()) std::memcpy(points.data(), column.getBlob(), points.size() * sizeof(points[0]));
    return points;
}

template <class T>
void readDetailsAt(SQLite::Statement& row, int column, T& owner) {
    if (row.isColumnNull(column)) return;
    const char* text = row.getColumn(column).getText();
    readDetails(Json::parse(text, nullptr, false), owner, "the project file");
}

template <class T>
void bindDetails(SQLite::Statement& statement, int index, const T& owner) {
    const Json details = detailsOf(owner);
    if (details.empty())
        statement.bind(index);
    else
        statement.bind(index, details.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// As SQLite's length() counts: up to a zero byte.
std::int64_t lengthOf(const std::string& text) {
    const std::size_t size = std::min(text.find('\0'), text.size());
    std::int64_t length = 0;
    for (std::size_t at = 0; at < size; ++length)
        if (static_cast<unsigned char>(text[at++]) >= 0xC0)
            while (at < size && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
                ++at;
    return length;
}

// The columns images, videos, turns, regions, answer_characters, prompt_characters.
void bindCounts(SQLite::Statement& statement, int index, const Sample& sample) {
    const auto videos = std::count_if(sample.media.begin(), sample.media.end(),
                                      [](const Media& media) { return media.kind == Media::Kind::Video; });
    std::int64_t answers = 0, prompts = 0;
    for (const Turn& turn : sample.turns)
        (turn.role == Turn::Role::Assistant ? answers : prompts) += lengthOf(turn.text);
    for (const std::int64_t count :
         {static_cast<std::int64_t>(std::ssize(sample.media) - videos), static_cast<std::int64_t>(videos),
          static_cast<std::int64_t>(std::ssize(sample.turns)), static_cast<std::int64_t>(std::ssize(sample.regions)),
          answers, prompts})
        statement.bind(index++, count);
}

template <class F>
void each(SQLite::Statement& statement, std::int64_t row, F&& action) {
    statement.bind(1, row);
    while (statement.executeStep())
        action();
    statement.reset();
}

void run(SQLite::Statement& statement) {
    statement.exec();
    statement.reset();
}

void bindPlace(SQLite::Statement& statement, std::int64_t row, std::size_t ordinal) {
    statement.bind(1, row);
    statement.bind(2, static_cast<std::int64_t>(ordinal));
}

}  // namespace

bool liesInside(const fs::path& path, const fs::path& root) {
    const fs::path relative = path.lexically_relative(root);
    return !relative.empty() && *relative.begin() != "..";
}

fs::path storedPath(const fs::path& path, const fs::path& root) {
    return liesInside(path, root) ? path.lexically_relative(root) : path;
}

fs::path openedPath(const fs::path& stored, const fs::path& root) {
    return stored.is_relative() ? root / stored : stored;
}

Media mediaOf(SQLite::Statement& row, int column, const fs::path& root) {
    const auto number = [&](int i) { return row.getColumn(column + i).getDouble(); };
    Media media{static_cast<Media::Kind>(row.getColumn(column).getInt()),
                openedPath(row.getColumn(column + 1).getString(), root)};
    if (!row.isColumnNull(column + 2)) media.crop = Box{number(2), number(3), number(4), number(5)};
    if (!row.isColumnNull(column + 6)) media.range = TimeRange{number(6), number(7)};
    return media;
}

namespace {

// What SampleReader and SampleScan read of each table; the first column is the sample.
constexpr const char* kMedia =
    "SELECT sample, kind, path, crop_left, crop_top, crop_right, crop_bottom, range_begin, range_end FROM media ";
constexpr const char* kTurns = "SELECT sample, role, text, details FROM turns ";
constexpr const char* kRegions = "SELECT sample, media, shape, points, label, transcription, details FROM regions ";
constexpr const char* kSpans = "SELECT sample, region, turn, first, last FROM spans ";
constexpr const char* kTags = "SELECT sample, tag FROM tags ";

// From SampleReader::kColumns.
Sample headOf(SQLite::Statement& row) {
    Sample sample;
    sample.id = row.getColumn(1).getString();
    sample.split = row.getColumn(2).getString();
    sample.checked = row.getColumn(3).getInt() != 0;
    sample.origin = row.getColumn(4).getString();
    sample.group = row.getColumn(5).getString();
    readDetailsAt(row, 6, sample);
    return sample;
}

void addTurn(SQLite::Statement& row, Sample& sample) {
    sample.turns.push_back({static_cast<Turn::Role>(row.getColumn(1).getInt()), row.getColumn(2).getString()});
    readDetailsAt(row, 3, sample.turns.back());
}

void addRegion(SQLite::Statement& row, Sample& sample) {
    sample.regions.push_back({static_cast<Region::Shape>(row.getColumn(2).getInt()), row.getColumn(1).getInt(),
                              unpacked(row.getColumn(3)), row.getColumn(4).getString(), row.getColumn(5).getString()});
    readDetailsAt(row, 6, sample.regions.back());
}

void addSpan(SQLite::Statement& row, Sample& sample) {
    sample.regions.at(static_cast<std::size_t>(row.getColumn(1).getInt64()))
        .spans.push_back({row.getColumn(2).getInt(), row.getColumn(3).getInt64(), row.getColumn(4).getInt64()});
}

std::string ofOne(const char* select, const char* order) {
    return std::string(select) + "WHERE sample = ? ORDER BY " + order;
}
std::string ofAll(const char* select, const char* order) {
    return std::string(select) + "WHERE sample >= ? ORDER BY sample, " + order;
}

}  // namespace

SampleReader::SampleReader(SQLite::Database& database, std::int64_t dataset, fs::path root)
    : root_(std::move(root)),
      one_(database, std::string("SELECT ") + kColumns + " FROM samples WHERE id = ? AND dataset = ?"),
      media_(database, ofOne(kMedia, "ordinal")),
      turns_(database, ofOne(kTurns, "ordinal")),
      regions_(database, ofOne(kRegions, "ordinal")),
      spans_(database, ofOne(kSpans, "region, ordinal")),
      tags_(database, ofOne(kTags, "ordinal")) {
    one_.bind(2, dataset);
}

std::optional<Sample> SampleReader::read(std::int64_t row, SampleParts parts) {
    one_.bind(1, row);
    std::optional<Sample> sample;
    if (one_.executeStep()) sample = read(one_, parts);
    one_.reset();
    return sample;
}

Sample SampleReader::read(SQLite::Statement& row, SampleParts parts) {
    Sample sample = headOf(row);
    const std::int64_t id = row.getColumn(0).getInt64();
    if (parts.others) {
        each(media_, id, [&] { sample.media.push_back(mediaOf(media_, 1, root_)); });
        each(turns_, id, [&] { addTurn(turns_, sample); });
        each(regions_, id, [&] { addRegion(regions_, sample); });
        if (!sample.regions.empty()) each(spans_, id, [&] { addSpan(spans_, sample); });
    }
    if (parts.tags) each(tags_, id, [&] { sample.tags.push_back(tags_.getColumn(1).getString()); });
    return sample;
}

SampleScan::Side::Side(SQLite::Database& database, const std::string& select) : statement_(database, select) {}

void SampleScan::Side::step() {
    at_ = statement_.executeStep() ? statement_.getColumn(0).getInt64() : std::numeric_limits<std::int64_t>::max();
}

template <class F>
void SampleScan::Side::each(std::int64_t sample, F&& use) {
    // What belongs to a few samples of other datasets or splits is passed over, more of it jumped over.
    constexpr int kMostSteps = 64;
    for (int steps = 0; at_ < sample; ++steps) {
        if (at_ < 0 || steps == kMostSteps) {
            statement_.reset();
            statement_.bind(1, sample);
        }
        step();
    }
    for (; at_ == sample; step())
        use(statement_);
}

SampleScan::SampleScan(SQLite::Database& database, std::int64_t dataset, fs::path root,
                       const std::optional<std::string>& split)
    : root_(std::move(root)),
      samples_(database, std::string("SELECT ") + SampleReader::kColumns + " FROM samples WHERE dataset = ?" +
                             (split ? " AND split = ?" : "") + " ORDER BY id"),
      media_(database, ofAll(kMedia, "ordinal")),
      turns_(database, ofAll(kTurns, "ordinal")),
      regions_(database, ofAll(kRegions, "ordinal")),
      spans_(database, ofAll(kSpans, "region, ordinal")),
      tags_(database, ofAll(kTags, "ordinal")) {
    samples_.bind(1, dataset);
    if (split) samples_.bind(2, *split);
}

std::optional<Sample> SampleScan::next() {
    if (samples_.isDone() || !samples_.executeStep()) return std::nullopt;
    Sample sample = headOf(samples_);
    const std::int64_t id = row_ = samples_.getColumn(0).getInt64();
    media_.each(id, [&](SQLite::Statement& row) { sample.media.push_back(mediaOf(row, 1, root_)); });
    turns_.each(id, [&](SQLite::Statement& row) { addTurn(row, sample); });
    regions_.each(id, [&](SQLite::Statement& row) { addRegion(row, sample); });
    if (!sample.regions.empty()) spans_.each(id, [&](SQLite::Statement& row) { addSpan(row, sample); });
    tags_.each(id, [&](SQLite::Statement& row) { sample.tags.push_back(row.getColumn(1).getString()); });
    return sample;
}

SampleWriter::SampleWriter(SQLite::Database& database, std::int64_t dataset, fs::path root)
    : dataset_(dataset),
      nextRow_(database
                   .execAndGet("SELECT 1 + max(coalesce((SELECT max(id) FROM samples), 0), "
                               "coalesce((SELECT max(place) FROM edit_changes), 0))")
                   .getInt64()),
      revision_(database.execAndGet("UPDATE revisions SET last = last + 1 RETURNING last").getInt64()),
      root_(std::move(root)),
      sample_(
          database,
          "INSERT INTO samples (id, dataset, key, split, checked, origin, grp, revision, details, images, videos, "
          "turns, regions, answer_characters, prompt_characters) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      rename_(database, "UPDATE samples SET key = ?2 WHERE id = ?1"),
      update_(database,
              "UPDATE samples SET split = ?2, checked = ?3, origin = ?4, grp = ?5, revision = coalesce(?6, "
              "revision), details = ?7 WHERE id = ?1"),
      counts_(database,
              "UPDATE samples SET images = ?2, videos = ?3, turns = ?4, regions = ?5, answer_characters = ?6, "
              "prompt_characters = ?7 WHERE id = ?1"),
      remove_(database, "DELETE FROM samples WHERE id = ?"),
      media_(database, "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      turn_(database, "INSERT INTO turns VALUES (?, ?, ?, ?, ?)"),
      region_(database, "INSERT INTO regions VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      span_(database, "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?)"),
      tag_(database, "INSERT INTO tags VALUES (?, ?, ?)"),
      clearMedia_(database, "DELETE FROM media WHERE sample = ?"),
      clearTurns_(database, "DELETE FROM turns WHERE sample = ?"),
      clearRegions_(database, "DELETE FROM regions WHERE sample = ?"),
      clearSpans_(database, "DELETE FROM spans WHERE sample = ?"),
      clearTags_(database, "DELETE FROM tags WHERE sample = ?"),
      words_(database, dataset) {}

std::int64_t SampleWriter::append(const Sample& sample) {
    insert(nextRow_, sample);
    return nextRow_++;
}

void SampleWriter::insert(std::int64_t row, const Sample& sample) {
    sample_.bind(1, row);
    sample_.bind(2, dataset_);
    sample_.bind(3, sample.id);
    sample_.bind(4, sample.split);
    sample_.bind(5, sample.checked ? 1 : 0);
    sample_.bind(6, sample.origin);
    sample_.bind(7, sample.group);
    sample_.bind(8, revision_);
    bindDetails(sample_, 9, sample);
    bindCounts(sample_, 10, sample);
    run(sample_);
    insertMedia(row, sample);
    insertTurns(row, sample);
    insertRegions(row, sample);
    insertTags(row, sample);
    words_.add(row, sample);
}

void SampleWriter::update(std::int64_t row, const Sample& before, const Sample& after) {
    const bool media = before.media != after.media, turns = before.turns != after.turns;
    const bool regions = before.regions != after.regions, tags = before.tags != after.tags;
    const bool metadata = before.metadata != after.metadata;
    const bool seen = media || turns || before.tools != after.tools;  // what a model sees of it
    if (before.id != after.id) {
        rename_.bind(1, row);
        rename_.bind(2, after.id);
        run(rename_);
    }
    if (seen || metadata || before.split != after.split || before.checked != after.checked ||
        before.origin != after.origin || before.group != after.group) {
        update_.bind(1, row);
        update_.bind(2, after.split);
        update_.bind(3, after.checked ? 1 : 0);
        update_.bind(4, after.origin);
        update_.bind(5, after.group);
        if (seen)
            update_.bind(6, revision_);
        else
            update_.bind(6);
        bindDetails(update_, 7, after);
        run(update_);
    }
    if (media) {
        each(clearMedia_, row, [] {});
        insertMedia(row, after);
    }
    if (turns) {
        each(clearTurns_, row, [] {});
        insertTurns(row, after);
    }
    if (regions) {
        each(clearSpans_, row, [] {});
        each(clearRegions_, row, [] {});
        insertRegions(row, after);
    }
    if (tags) {
        if (!before.tags.empty()) each(clearTags_, row, [] {});
        insertTags(row, after);
    }
    if (media || turns || regions) {
        counts_.bind(1, row);
        bindCounts(counts_, 2, after);
        run(counts_);
    }
    words_.change(row, before, after, tags, seen || regions || metadata);
}

void SampleWriter::remove(std::int64_t row, const Sample& sample) {
    each(remove_, row, [] {});
    words_.remove(row, sample);
}

void SampleWriter::insertMedia(std::int64_t row, const Sample& sample) {
    for (std::size_t i = 0; i < sample.media.size(); ++i) {
        const Media& media = sample.media[i];
        bindPlace(media_, row, i);
        media_.bind(3, static_cast<int>(media.kind));
        media_.bind(4, storedPath(media.path, root_).string());
        for (int column = 5; column <= 10; ++column)
            media_.bind(column);
        if (media.crop) {
            media_.bind(5, media.crop->left);
            media_.bind(6, media.crop->top);
            media_.bind(7, media.crop->right);
            media_.bind(8, media.crop->bottom);
        }
        if (media.range) {
            media_.bind(9, media.range->begin);
            media_.bind(10, media.range->end);
        }
        run(media_);
    }
}

void SampleWriter::insertTurns(std::int64_t row, const Sample& sample) {
    for (std::size_t i = 0; i < sample.turns.size(); ++i) {
        bindPlace(turn_, row, i);
        turn_.bind(3, static_cast<int>(sample.turns[i].role));
        turn_.bind(4, sample.turns[i].text);
        bindDetails(turn_, 5, sample.turns[i]);
        run(turn_);
    }
}

void SampleWriter::insertRegions(std::int64_t row, const Sample& sample) {
    for (std::size_t i = 0; i < sample.regions.size(); ++i) {
        const Region& region = sample.regions[i];
        bindPlace(region_, row, i);
        region_.bind(3, region.media);
        region_.bind(4, static_cast<int>(region.shape));
        const std::string points = packed(region.points);
        region_.bind(5, static_cast<const void*>(points.data()), static_cast<int>(points.size()));
        region_.bind(6, region.label);
        region_.bind(7, region.transcription);
        bindDetails(region_, 8, region);
        run(region_);
        for (std::size_t j = 0; j < region.spans.size(); ++j) {
            bindPlace(span_, row, i);
            span_.bind(3, static_cast<std::int64_t>(j));
            span_.bind(4, region.spans[j].turn);
            span_.bind(5, region.spans[j].begin);
            span_.bind(6, region.spans[j].end);
            run(span_);
        }
    }
}

void SampleWriter::insertTags(std::int64_t row, const Sample& sample) {
    for (std::size_t i = 0; i < sample.tags.size(); ++i) {
        bindPlace(tag_, row, i);
        tag_.bind(3, sample.tags[i]);
        run(tag_);
    }
}

}  // namespace atelier::data::store
