#pragma once

#include "common/json.h"
#include "common/watch.h"
#include "data/project.h"
#include "data/sample.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace atelier::data {

/// What a format has a place for. The rest of a sample is lost when it is written; fit() finds out beforehand. The id,
/// the origin, the group, and the order of images among videos do not count: the next import sets them again.
struct Holds {
    enum class Text {
        None,      ///< no words at all
        Answer,    ///< one answer; the question is ReadOptions::prompt
        Question,  ///< one question and its answer
        Chat,      ///< any number of turns
    };
    Text text = Text::Chat;
    bool system = false;
    bool anyOrder = false;   ///< turns that do not alternate; else turns of one speaker in a row are joined
    bool developer = false;  ///< developer turns; else they become system turns
    bool tools = false;      ///< tool definitions, calls and results
    bool lossWeights = false, references = false, preferences = false, feedback = false;  ///< of turns
    bool untexted = false;                                                                ///< samples without a turn
    bool unanswered = false;  ///< samples whose last turn is the user's
    bool mediaFree = false;   ///< samples of text alone
    bool images = true, videos = false;
    bool several = false;  ///< more than one image or video in a sample
    bool crops = false, ranges = false;
    bool boxes = false, rotatedBoxes = false, polygons = false;
    bool circles = false, lines = false, points = false;  ///< circles else become boxes where those are held
    bool parts = false;  ///< objects of several outlines; else each outline becomes a polygon
    bool masks = false, keypoints = false;
    bool labels = false, transcriptions = false, spans = false;
    bool tags = false, splits = false, checks = false;
    bool metadata = false;  ///< of samples, turns and regions
    bool classes = false;   ///< the dataset's list of classes with their numbers

    /// The same as words: "chat, system prompt, images, boxes with labels".
    std::string words() const;
};

using KeySet = std::set<std::string, std::less<>>;

/// Samples one after another, as often as a writer wants to go through them; each pass reads them again, so that never
/// all of them are in memory.
class SampleStream {
public:
    /// The next sample, valid until the next call; nullptr behind the last.
    using Next = std::function<const Sample*()>;
    /// `begin` starts one more pass. All passes give the same.
    explicit SampleStream(std::function<Next()> begin) : begin_(std::move(begin)) {}

    class Iterator {
    public:
        using difference_type = std::ptrdiff_t;
        using value_type = Sample;
        explicit Iterator(Next next) : next_(std::move(next)), at_(next_()) {}
        const Sample& operator*() const { return *at_; }
        const Sample* operator->() const { return at_; }
        Iterator& operator++() {
            at_ = next_();
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return !at_; }

    private:
        Next next_;
        const Sample* at_;
    };
    Iterator begin() const { return Iterator(begin_()); }
    static std::default_sentinel_t end() { return {}; }

private:
    std::function<Next()> begin_;
};

/// A new text file that is written bit by bit.
class OutputFile {
public:
    explicit OutputFile(std::filesystem::path path);
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&&) = delete;
    ~OutputFile();

    void write(std::string_view text);
    /// One JSON value and a line break.
    void line(const Json& json);
    /// Must be called at the end: what a destructor writes cannot fail.
    void close();

private:
    void flush();

    std::filesystem::path path_;
    int fd_ = -1;
    std::string waiting_;
};

/// A pretty list of JSON values in a file, one added after another; the text is what Output::putJson() would write.
class JsonList {
public:
    /// `depth`: in how many lists and objects the list stands.
    explicit JsonList(OutputFile& file, int depth = 0) : file_(file), depth_(depth) {}
    void add(const Json& value);
    void end();

private:
    OutputFile& file_;
    int depth_;
    bool any_ = false;
};

/// Where a writer puts its files: one folder, which appears whole when all is written.
class Output {
public:
    /// `info` is the dataset's; `copy`: see refer(). `watch` gets the media written.
    Output(std::filesystem::path folder, const DatasetInfo& info, bool copy, std::int64_t total, const Watch& watch);

    /// The dataset's name, fit for a file.
    const std::string& name() const { return name_; }
    /// The dataset's list of classes; empty: the labels say all.
    const std::vector<DatasetClass>& classes() const { return classes_; }

    /// What a file calls `media`: "media/…" below the folder after it was copied there, or, where media are not copied,
    /// its path relative to the dataset's root (absolute outside it).
    std::string refer(const Media& media);
    /// Copies `media` into `folder` under a name whose stem no other copy there has; returns the path relative to the
    /// output's folder. For formats with a label file beside each image. Folders named in `without` are left out of its
    /// place: what comes from such a layout does not get it twice.
    std::string copyInto(const std::string& folder, const Media& media, const KeySet& without = {});

    /// The bytes of `media`, for a format that holds them in its own files.
    std::string bytesOf(const Media& media);
    /// The path of a file below the folder that the writer makes by itself; the folders on its way are made.
    std::filesystem::path newFile(const std::string& relative);

    /// Tells the user what became of something that is no loss of a sample, such as the numbers of classes.
    void note(const std::string& text) { notes_.push_back(text); }
    const std::vector<std::string>& notes() const { return notes_; }

    /// Writes a file below the folder, folders on its way included.
    void put(const std::string& relative, std::string_view bytes);
    /// One JSON document, pretty.
    void putJson(const std::string& relative, const Json& json);
    /// The same for a file that is written bit by bit.
    OutputFile file(const std::string& relative) { return OutputFile(newFile(relative)); }

private:
    std::filesystem::path place(const Media& media) const;
    void copy(const std::filesystem::path& from, const std::string& relative);

    std::filesystem::path folder_, root_;
    std::string name_;
    std::vector<DatasetClass> classes_;
    bool copy_;
    std::int64_t done_ = 0, total_;
    Watch watch_;
    std::map<std::filesystem::path, std::string> copies_;  ///< file outside the root -> what refer() gave
    std::unordered_set<std::size_t> stems_;                ///< hashes of those taken by copyInto()
    std::vector<std::string> notes_;
};

/// `json` as text in one line. Throws Error for text that is no UTF-8.
std::string lineOf(const Json& json);

/// Called with each kind of thing that is lost, in the plural ("polygons").
using Lost = std::function<void(const std::string& kind)>;

/// Keys that a format has a meaning for: metadata that would stand beside them cannot have these names.
struct OwnKeys {
    KeySet sample = {}, turn = {}, region = {};
};

/// How a format is written.
struct Writer {
    Holds holds;
    /// Media are always copied, since the format wants them beside its own files.
    bool copies = false;
    /// Writes samples that Fitter has passed. Returns the file to import, relative to the folder; empty: the folder. It
    /// keeps no sample: a dataset need not fit in memory.
    std::function<std::string(const SampleStream&, Output&)> write;
    /// Optional: takes off a sample what `holds` cannot say. False when nothing is left of it.
    std::function<bool(Sample&, const Lost&)> fit = {};
    OwnKeys own = {};  ///< of a format that holds metadata
};

}  // namespace atelier::data
