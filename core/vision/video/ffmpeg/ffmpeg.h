#pragma once

#include "common/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/common.h>
#include <libavutil/display.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

namespace atelier::vision {

/// FFmpeg's objects with their ends.
struct FfmpegFree {
    void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
    void operator()(AVFrame* frame) const { av_frame_free(&frame); }
    void operator()(AVPacket* packet) const { av_packet_free(&packet); }
    void operator()(SwsContext* context) const { sws_freeContext(context); }
    void operator()(AVIOContext* io) const {
        av_freep(&io->buffer);
        avio_context_free(&io);
    }
};
template <class T>
using Ffmpeg = std::unique_ptr<T, FfmpegFree>;

/// Throws std::bad_alloc for a null pointer.
template <class T>
Ffmpeg<T> owned(T* pointer) {
    if (!pointer) throw std::bad_alloc();
    return Ffmpeg<T>(pointer);
}

[[noreturn]] inline void damagedVideo(const std::string& name, const std::string& why) {
    throw Error("the video cannot be read: " + why, name, "replace the file or leave it out");
}

}  // namespace atelier::vision
