#include "vision/video/ffmpeg/decoder.h"

#include <algorithm>
#include <cmath>
#include <thread>

namespace atelier::vision {
namespace {

constexpr int kMostSide = 16'384;
constexpr std::int64_t kMostPixels = 64'000'000;
constexpr double kLongest = 48 * 3600;  // seconds
constexpr double kNearby = 2;           // seconds that are decoded rather than sought where no index says better
constexpr unsigned kMostThreads = 4;

void checkSize(std::int64_t width, std::int64_t height, const std::string& name) {
    if (width <= 0 || height <= 0) damagedVideo(name, "its frames have no pixels");
    if (width > kMostSide || height > kMostSide || width * height > kMostPixels)
        throw Error("the video is too large: " + std::to_string(width) + " x " + std::to_string(height), name,
                    "at most 16,384 pixels a side and 64 million in all are read; make it smaller");
}

// Ticks at which the packets end, for a file that does not say how long it is.
std::int64_t scannedEnd(VideoFile& file) {
    const auto packet = owned(av_packet_alloc());
    std::int64_t end = file.zero();
    while (file.read(*packet))
        if (const std::int64_t at = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts; at != AV_NOPTS_VALUE)
            end = std::max(end, at + packet->duration);
    return end;
}

}  // namespace

VideoDecoder::VideoDecoder(const std::filesystem::path& path, std::stop_token stop)
    : path_(path),
      stop_(std::move(stop)),
      packet_(owned(av_packet_alloc())),
      shown_(owned(av_frame_alloc())),
      coming_(owned(av_frame_alloc())) {
    open();
    const AVStream& stream = file_->stream();
    const AVRational rate = av_guess_frame_rate(&file_->format(), file_->format().streams[stream.index], nullptr);
    if (rate.num > 0 && rate.den > 0)
        usual_ = std::max<std::int64_t>(1, av_rescale_q(1, av_inv_q(rate), stream.time_base));
    if (stream.duration > 0) {
        streamEnd_ =
            av_sat_add64(stream.start_time == AV_NOPTS_VALUE ? file_->zero() : stream.start_time, stream.duration);
    } else if (file_->format().duration > 0) {
        streamEnd_ = file_->zero() + av_rescale_q(file_->format().duration, av_get_time_base_q(), stream.time_base);
    } else {
        streamEnd_ = scannedEnd(*file_);
        open();
    }
    if (file_->secondsOf(streamEnd_) > kLongest)
        throw Error("the video is longer than 48 hours", file_->name(), "cut it into parts");
}

void VideoDecoder::open() {
    codec_.reset();
    file_ = std::make_unique<VideoFile>(path_, stop_);
    const AVCodecParameters& parameters = *file_->stream().codecpar;
    checkSize(parameters.width, parameters.height, file_->name());
    const AVCodec* decoder = avcodec_find_decoder(parameters.codec_id);
    if (!decoder)
        throw Error("there is no decoder for " + std::string(avcodec_get_name(parameters.codec_id)), file_->name(),
                    "convert it to H.264 or VP9");
    codec_ = owned(avcodec_alloc_context3(decoder));
    if (avcodec_parameters_to_context(codec_.get(), &parameters) < 0) throw std::bad_alloc();
    codec_->pkt_timebase = file_->stream().time_base;
    codec_->max_pixels = kMostPixels;
    codec_->thread_count = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, kMostThreads));
    if (avcodec_open2(codec_.get(), decoder, nullptr) < 0) damagedVideo(file_->name(), "its codec's data is damaged");
    hasShown_ = hasComing_ = started_ = drained_ = keyNeeded_ = false;
    last_ = AV_NOPTS_VALUE;
}

// Whether the frame that has just come is one to show, and when.
bool VideoDecoder::accept() {
    if (keyNeeded_ && !coming_->key_frame) return false;
    if (coming_->decode_error_flags != 0 || (coming_->flags & AV_FRAME_FLAG_CORRUPT)) return false;
    if (coming_->width <= 0 || coming_->height <= 0) return false;
    std::int64_t at = coming_->best_effort_timestamp;
    if (at == AV_NOPTS_VALUE) at = last_ == AV_NOPTS_VALUE ? file_->zero() : last_ + usual_;
    if (last_ != AV_NOPTS_VALUE && at <= last_) return false;
    coming_->pts = last_ = at;
    keyNeeded_ = false;
    return true;
}

// The next frame into coming_.
bool VideoDecoder::receive() {
    while (!drained_) {
        const int code = avcodec_receive_frame(codec_.get(), coming_.get());
        if (code >= 0) {
            if (accept()) return true;
        } else if (code == AVERROR(EAGAIN)) {
            // What a damaged packet says of itself does not matter: its frame is left out.
            if (file_->read(*packet_))
                avcodec_send_packet(codec_.get(), packet_.get());
            else
                avcodec_send_packet(codec_.get(), nullptr);
        } else if (code == AVERROR_EOF) {
            drained_ = true;
        }
    }
    return false;
}

bool VideoDecoder::step() {
    if (!started_) {
        started_ = true;
        hasComing_ = receive();
        if (!hasComing_ && !hasShown_) return false;
    }
    if (!hasComing_) return false;
    std::swap(shown_, coming_);
    hasShown_ = true;
    hasComing_ = receive();
    return true;
}

std::int64_t VideoDecoder::end() const {
    return hasComing_ ? coming_->pts : std::max(streamEnd_, begin() + 1);
}

// Whether it is less to decode on from here than to seek.
bool VideoDecoder::nearer(std::int64_t ticks) const {
    AVStream& stream = file_->stream();
    if (const AVIndexEntry* key = avformat_index_get_entry_from_timestamp(&stream, ticks, AVSEEK_FLAG_BACKWARD))
        return key->timestamp <= begin();
    return double(ticks - begin()) * file_->tick() <= kNearby;
}

// A seek finds a place by the time of storage: where frames are stored in another order, it may be too late.
void VideoDecoder::seekBefore(std::int64_t ticks) {
    for (double back = 0;; back = back * 4 + 1) {
        const std::int64_t target = ticks - static_cast<std::int64_t>(back / file_->tick());
        const bool first = target <= file_->zero();
        if (first || !file_->seek(target)) {
            open();
            step();
            return;
        }
        avcodec_flush_buffers(codec_.get());
        hasShown_ = hasComing_ = started_ = drained_ = false;
        keyNeeded_ = true;
        last_ = AV_NOPTS_VALUE;
        if (step() && begin() <= ticks) return;
    }
}

void VideoDecoder::show(std::int64_t ticks) {
    if (!started_) step();
    if (!hasShown_ || ticks < begin() || (hasComing_ && ticks >= end() && !nearer(ticks))) seekBefore(ticks);
    while (hasShown_ && hasComing_ && coming_->pts <= ticks)
        step();
}

}  // namespace atelier::vision
