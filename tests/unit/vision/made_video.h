#pragma once

#include "vision/image.h"

#include <cmath>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace atelier::vision {

/// A video to be made by FFmpeg's encoders.
struct VideoPlan {
    std::string codec = "mpeg4";  ///< name of an encoder
    int width = 128, height = 64;
    int fps = 25;
    int keyEvery = 12;            ///< frames from one key frame to the next
    int betweens = 0;             ///< B frames in a row
    int turned = 0;               ///< degrees clockwise at which it is to be shown, 90, 180 or 270
    std::vector<int> ticks = {};  ///< of each frame, in 1 / 1000 s; empty: 1 / fps apart
    double begin = 0;             ///< seconds of the first frame
};

/// The file extension chooses the container. Throws std::runtime_error where the libraries have no such encoder.
void makeVideo(const std::filesystem::path& path, int frames, const std::function<Image(int frame)>& draw,
               const VideoPlan& plan = {});
bool hasEncoder(const std::string& codec);

/// A picture that says its number in eight dark or light blocks, and what it says.
Image numbered(int number, int width = 128, int height = 64);
int numberIn(const Image& image);

/// A picture of one colour.
Image plainPicture(int width, int height, int red, int green, int blue);

/// Sound alone.
void makeSound(const std::filesystem::path& path);

}  // namespace atelier::vision
