# The kernels of the pixel metrics in double precision, for any device: TorchScript, as PyTorch stores it.
# A reference is N x H x W x 3 bytes; a reconstruction is that too, or N x 3 x H x W floats in [0, 1].
# self.weights holds half of the Gaussian window, its centre first. The results are N x features.

def planes(self, image: Tensor) -> Tensor:
  if torch.is_floating_point(image):
    result = torch.to(image, 7)
  else:
    result = torch.div(torch.contiguous(torch.to(torch.permute(image, [0, 3, 1, 2]), 7)), 255.)
  return result

def image_means(self, x: Tensor) -> Tensor:
  return torch.mean(x, [1, 2, 3])

def blur(self, x: Tensor, dim: int) -> Tensor:
  size = torch.sub(torch.size(x, dim), 10)
  result = torch.mul(torch.narrow(x, dim, 5, size), torch.select(self.weights, 0, 0))
  for k in range(5):
    reach = torch.add(k, 1)
    before = torch.narrow(x, dim, torch.sub(5, reach), size)
    after = torch.narrow(x, dim, torch.add(5, reach), size)
    result = torch.add(result, torch.mul(torch.add(before, after), torch.select(self.weights, 0, reach)))
  return result

# 1 - SSIM and 1 - contrast at every position of the window within the images.
def losses(self, x: Tensor, y: Tensor) -> Tuple[Tensor, Tensor]:
  energy = torch.add(torch.mul(x, x), torch.mul(y, y))
  moments = self.blur(self.blur(torch.stack([x, y, energy, torch.mul(x, y)]), 3), 4)
  mean_x = torch.select(moments, 0, 0)
  mean_y = torch.select(moments, 0, 1)
  means = torch.mul(mean_x, mean_y)
  squares = torch.add(torch.mul(mean_x, mean_x), torch.mul(mean_y, mean_y))
  luminance = torch.add(torch.mul(means, 2.), 0.0001)
  luminance_limit = torch.add(squares, 0.0001)
  structure = torch.add(torch.mul(torch.sub(torch.select(moments, 0, 3), means), 2.), 0.0009)
  structure_limit = torch.add(torch.sub(torch.select(moments, 0, 2), squares), 0.0009)
  limit = torch.mul(luminance_limit, structure_limit)
  loss = torch.div(torch.sub(limit, torch.mul(luminance, structure)), limit)
  contrast_loss = torch.div(torch.sub(structure_limit, structure), structure_limit)
  return (loss, contrast_loss)

def errors(self, reference: Tensor, reconstruction: Tensor) -> Tensor:
  difference = torch.sub(self.planes(reference), self.planes(reconstruction))
  absolute = self.image_means(torch.abs(difference))
  squared = self.image_means(torch.mul(difference, difference))
  return torch.stack([absolute, squared], 1)

def structure_of(self, planes_x: Tensor, planes_y: Tensor) -> Tensor:
  x = torch.reflection_pad2d(planes_x, [5, 5, 5, 5])
  y = torch.reflection_pad2d(planes_y, [5, 5, 5, 5])
  loss, contrast_loss = self.losses(x, y)
  bottom = torch.sub(torch.size(loss, 2), 5)
  right = torch.sub(torch.size(loss, 3), 5)
  within = torch.slice(torch.slice(loss, 2, 5, bottom), 3, 5, right)
  contrast_within = torch.slice(torch.slice(contrast_loss, 2, 5, bottom), 3, 5, right)
  means = [self.image_means(within), self.image_means(loss), self.image_means(contrast_within)]
  return torch.rsub(torch.stack(means, 1), 1.)

def structure(self, reference: Tensor, reconstruction: Tensor) -> Tensor:
  return self.structure_of(self.planes(reference), self.planes(reconstruction))

# The structure of 2x - 1 over a range of 2 is that of x - 1/2 over a range of 1.
def signed_structure(self, reference: Tensor, reconstruction: Tensor) -> Tensor:
  return self.structure_of(torch.sub(self.planes(reference), 0.5), torch.sub(self.planes(reconstruction), 0.5))

def luma_plane(self, image: Tensor) -> Tensor:
  rgb = self.planes(image)
  red = torch.mul(torch.narrow(rgb, 1, 0, 1), 0.299)
  green = torch.mul(torch.narrow(rgb, 1, 1, 1), 0.587)
  blue = torch.mul(torch.narrow(rgb, 1, 2, 1), 0.114)
  return torch.add(torch.add(red, green), blue)

def luma(self, reference: Tensor, reconstruction: Tensor) -> Tensor:
  loss, contrast_loss = self.losses(self.luma_plane(reference), self.luma_plane(reconstruction))
  return torch.rsub(torch.stack([self.image_means(loss)], 1), 1.)

# The contrast at scales 2, 3 and 4, and SSIM at scale 5.
def coarser_scales(self, reference: Tensor, reconstruction: Tensor) -> Tensor:
  x = self.planes(reference)
  y = self.planes(reconstruction)
  means = annotate(List[Tensor], [])
  for scale in range(4):
    x = torch.avg_pool2d(x, [2, 2])
    y = torch.avg_pool2d(y, [2, 2])
    loss, contrast_loss = self.losses(x, y)
    if torch.eq(scale, 3):
      mean = self.image_means(loss)
    else:
      mean = self.image_means(contrast_loss)
    means = torch.add(means, [mean])
  return torch.rsub(torch.stack(means, 1), 1.)
