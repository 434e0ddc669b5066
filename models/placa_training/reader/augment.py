"""Random views of a stored plate crop: geometry first, then light, lens, sensor and codec.

All functions take and return uint8 BGR pictures [H, W, 3] unless they say otherwise.
"""

import cv2
import numpy as np
import numpy.typing as npt

CropPicture = npt.NDArray[np.uint8]
Corners = npt.NDArray[np.float64]


def _chance(rng: np.random.Generator, probability: float) -> bool:
    return bool(rng.random() < probability)


def view(
    rng: np.random.Generator, crop: CropPicture, quad: Corners, size: tuple[int, int]
) -> CropPicture:
    """Show the plate at other margins, turn and perspective, stretched to size (height, width).

    quad is the plate's corners or its upright box's in pixels of the crop, float [4, 2], clockwise
    from top left. The margins are about 0 to 20 % of the plate, off center; a tight one may cut
    the plate's rim, which holds no character.
    """
    height, width = size
    if _chance(rng, 0.25):
        narrow = int(np.exp(rng.uniform(np.log(44), np.log(120))))
        if narrow < crop.shape[1]:
            low = max(10, round(crop.shape[0] * narrow / crop.shape[1]))
            quad = quad * (narrow / crop.shape[1], low / crop.shape[0])
            crop = cv2.resize(crop, (narrow, low), interpolation=cv2.INTER_AREA).astype(np.uint8)
    margin = 0.02 if _chance(rng, 0.2) else 0.11
    before = rng.normal(margin, 0.06, 2).clip(-0.015, 0.24)
    after = 1 + rng.normal(margin, 0.06, 2).clip(-0.015, 0.24)
    frame = np.array([before * (-1, -1), (after[0], -before[1]), after, (-before[0], after[1])])
    if _chance(rng, 0.6):
        frame += rng.normal(0, 0.02, (4, 2))
    if _chance(rng, 0.25):
        frame[[0, 1], 0] += rng.normal(0, 0.06)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    plate = cv2.getPerspectiveTransform(unit, quad.astype(np.float32))
    source = cv2.perspectiveTransform(frame[None], plate)[0]
    if _chance(rng, 0.5):
        angle = np.radians(rng.normal(0, 9.0 if _chance(rng, 0.3) else 3.0))
        center = source.mean(0)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        source = (source - center) @ turn.T + center
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target)
    border = cv2.BORDER_REPLICATE if _chance(rng, 0.7) else cv2.BORDER_REFLECT_101
    flags = cv2.INTER_LINEAR if _chance(rng, 0.8) else cv2.INTER_CUBIC
    return cv2.warpPerspective(
        crop, matrix, (width, height), flags=flags, borderMode=border
    ).astype(np.uint8)


def light(rng: np.random.Generator, picture: CropPicture) -> CropPicture:
    """Change exposure, gamma, contrast and color; now and then add a shadow or take the color."""
    if _chance(rng, 0.2):
        gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        picture = cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR).astype(np.uint8)
    ramp = np.linspace(0, 1, 256)
    curve = ramp ** np.exp(rng.normal(0, 0.35))
    low = rng.uniform(0, 0.35) if _chance(rng, 0.25) else 0.0
    high = rng.uniform(0.4, 1.0) if _chance(rng, 0.25) else 1.0
    if _chance(rng, 0.15):
        high = rng.uniform(1.0, 1.8)
    curve = low + (max(high, low + 0.2) - low) * curve
    tint = rng.normal(1.0, 0.07, 3) if _chance(rng, 0.6) else np.ones(3)
    if _chance(rng, 0.06):
        tint = tint * rng.uniform(0.5, 1.0, 3)
    table = (curve[:, None] * tint * 255).clip(0, 255).astype(np.uint8)
    picture = cv2.LUT(picture, table[None]).astype(np.uint8)
    if _chance(rng, 0.15):
        height, width = picture.shape[:2]
        slope = rng.normal(0, 0.5, 2)
        ys, xs = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None]
        shade = 1 + slope[0] * ys + slope[1] * xs
        if _chance(rng, 0.5):
            shade = np.where(shade > 1, 1.0, rng.uniform(0.4, 0.8))
        picture = (picture * shade[..., None]).clip(0, 255).astype(np.uint8)
    return picture


def lens(rng: np.random.Generator, picture: CropPicture) -> CropPicture:
    """Defocus or motion blur, seldom sharpening."""
    kind = rng.random()
    if kind < 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.3)).astype(np.uint8)
    elif kind < 0.3:
        length = int(rng.integers(3, 7))
        kernel = np.zeros((length, length), np.float32)
        slope = rng.uniform(-1, 1)
        steps = np.arange(length)
        across = ((steps - length // 2) * slope + length // 2).round().astype(int)
        if _chance(rng, 0.6):
            kernel[across.clip(0, length - 1), steps] = 1
        else:
            kernel[steps, across.clip(0, length - 1)] = 1
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum()).astype(np.uint8)
    elif kind < 0.36:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.5)
        picture = cv2.addWeighted(picture, 2.0, soft, -1.0, 0).astype(np.uint8)
    return picture


def sensor(rng: np.random.Generator, picture: CropPicture) -> CropPicture:
    """Noise, JPEG, small dirt."""
    if _chance(rng, 0.3):
        sigma = rng.uniform(2, 12)
        shape = picture.shape if _chance(rng, 0.5) else (*picture.shape[:2], 1)
        noise = rng.standard_normal(shape, dtype=np.float32) * np.float32(sigma)
        picture = (picture + noise).clip(0, 255).astype(np.uint8)
    if _chance(rng, 0.25):
        quality = int(rng.integers(15, 75))
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert decoded is not None
        picture = decoded.astype(np.uint8)
    if _chance(rng, 0.12):
        height, width = picture.shape[:2]
        for _ in range(int(rng.integers(1, 4))):
            center = (int(rng.integers(width)), int(rng.integers(height)))
            axes = (int(rng.integers(1, 5)), int(rng.integers(1, 5)))
            color = rng.integers(0, 256, 3).tolist()
            picture = cv2.ellipse(picture.copy(), center, axes, 0, 0, 360, color, -1).astype(
                np.uint8
            )
    return picture


def augment(
    rng: np.random.Generator, crop: CropPicture, quad: Corners, size: tuple[int, int]
) -> CropPicture:
    """One training picture of size (height, width) from a stored crop."""
    picture = view(rng, crop, quad, size)
    if _chance(rng, 0.08):
        picture = (255 - picture).astype(np.uint8)
    return sensor(rng, lens(rng, light(rng, picture)))
