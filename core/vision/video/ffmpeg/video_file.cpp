#include "vision/video/ffmpeg/video_file.h"

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace atelier::vision {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{64} << 30;
constexpr int kBuffer = 64 << 10;
constexpr std::int64_t kProbeBytes = 8 << 20;
constexpr const char* kDemuxers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi";
constexpr const char* kKnown = "mp4, mov, mkv, webm and avi are read";

// A file that names another one gets nothing.
int refuseToOpen(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
    return AVERROR(EPERM);
}

void silence() {
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback([](void*, int, const char*, va_list) {}); });
}

std::string reason(int code) {
    if (code == AVERROR_INVALIDDATA) return "it is damaged or cut off";
    char text[AV_ERROR_MAX_STRING_SIZE] = {};
    av_strerror(code, text, sizeof text);
    return text;
}

}  // namespace

VideoFile::VideoFile(const std::filesystem::path& path, std::stop_token stop)
    : name_(path.string()), stop_(std::move(stop)) {
    silence();
    try {
        openFile(path);
        openFormat();
    } catch (...) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw;
    }
}

VideoFile::~VideoFile() {
    ::close(descriptor_);
}

void VideoFile::openFile(const std::filesystem::path& path) {
    // Not blocking: a pipe of that name would wait for its writer.
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0)
        throw Error(errno == ENOENT ? "file not found" : std::generic_category().message(errno), name_,
                    "check the path and its permissions");
    struct stat facts{};
    if (::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) throw Error("is no file", name_);
    size_ = facts.st_size;
    if (size_ == 0) throw Error("the file is empty", name_, "replace it or leave it out");
    if (size_ > kMostBytes) throw Error("the video is larger than 64 GiB", name_, "cut it into parts");
}

void VideoFile::openFormat() {
    io_ = owned(avio_alloc_context(static_cast<unsigned char*>(av_malloc(kBuffer)), kBuffer, 0, this, readBytes,
                                   nullptr, seekBytes));
    AVFormatContext* context = avformat_alloc_context();
    if (!context) throw std::bad_alloc();
    context->pb = io_.get();
    context->flags |= AVFMT_FLAG_CUSTOM_IO;
    context->io_open = refuseToOpen;
    context->probesize = kProbeBytes;
    context->format_whitelist = av_strdup(kDemuxers);
    const int opened = avformat_open_input(&context, nullptr, nullptr, nullptr);  // frees the context when it fails
    checkStopped();
    if (opened == AVERROR(EINVAL) || opened == AVERROR_INVALIDDATA)
        throw Error("is no video of a known format, or cut off before its headers", name_, kKnown);
    if (opened < 0) damagedVideo(name_, reason(opened));
    format_.reset(context);
    const int found = avformat_find_stream_info(context, nullptr);
    checkStopped();
    if (found < 0) damagedVideo(name_, reason(found));
    const int index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (index < 0 || (context->streams[index]->disposition & AV_DISPOSITION_ATTACHED_PIC))
        throw Error("the file has no moving picture", name_, "a recording of sound alone has no frames");
    stream_ = context->streams[index];
    for (unsigned i = 0; i < context->nb_streams; ++i)
        if (static_cast<int>(i) != index) context->streams[i]->discard = AVDISCARD_ALL;
    tick_ = av_q2d(stream_->time_base);
    if (!(tick_ > 0)) damagedVideo(name_, "its clock does not run");
    if (context->start_time != AV_NOPTS_VALUE)
        zero_ = av_rescale_q(context->start_time, av_get_time_base_q(), stream_->time_base);
    else if (stream_->start_time != AV_NOPTS_VALUE)
        zero_ = stream_->start_time;
}

// Divided last, so that the tenth of 25 frames a second is at 0.4 and nothing beside it.
double VideoFile::secondsOf(std::int64_t ticks) const {
    return (double(ticks) - double(zero_)) * stream_->time_base.num / stream_->time_base.den;
}

std::int64_t VideoFile::ticksOf(double seconds) const {
    constexpr double kMicrosecond = 1e-6;
    const double ticks = std::floor((std::clamp(seconds, -1e6, 1e6) + kMicrosecond) / tick_);
    return zero_ + static_cast<std::int64_t>(std::clamp(ticks, -1e17, 1e17));
}

void VideoFile::checkStopped() const {
    if (stop_.stop_requested()) throw Error::interrupted("stopped", name_);
}

bool VideoFile::read(AVPacket& packet) {
    constexpr int kPatience = 1000;
    for (int again = 0; again < kPatience;) {
        av_packet_unref(&packet);
        const int code = av_read_frame(format_.get(), &packet);
        checkStopped();
        if (code == AVERROR(EAGAIN))
            ++again;
        else if (code < 0)
            return false;
        else if (packet.stream_index == stream_->index)
            return true;
    }
    return false;
}

bool VideoFile::seek(std::int64_t ticks) {
    const int code = av_seek_frame(format_.get(), stream_->index, ticks, AVSEEK_FLAG_BACKWARD);
    checkStopped();
    return code >= 0;
}

int VideoFile::readBytes(void* self, std::uint8_t* buffer, int size) {
    const auto& file = *static_cast<VideoFile*>(self);
    if (file.stop_.stop_requested()) return AVERROR_EXIT;
    const ssize_t count = ::read(file.descriptor_, buffer, static_cast<std::size_t>(size));
    if (count < 0) return AVERROR(errno);
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
}

std::int64_t VideoFile::seekBytes(void* self, std::int64_t offset, int whence) {
    const auto& file = *static_cast<VideoFile*>(self);
    if (whence & AVSEEK_SIZE) return file.size_;
    const off_t place = ::lseek(file.descriptor_, offset, whence & ~AVSEEK_FORCE);
    return place < 0 ? AVERROR(errno) : place;
}

}  // namespace atelier::vision
