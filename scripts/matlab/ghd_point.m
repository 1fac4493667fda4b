function n = ghd_point(r, varargin)
% N = GHD_POINT(R, NAME, VALUE, ...)  number, from 1, of the one point of the file R = GHD_READ(FILE) with these values:
%   n = ghd_point(r, 'gamma_over_pi', '1/3', 'left_beta', 1);
% An error lists what there is if no point or several points have them.
  keep = true(r.n_points, 1);
  for i = 1:2:numel(varargin)
    name = varargin{i};
    value = varargin{i + 1};
    if strcmp(name, 'gamma_over_pi')
      fraction = sscanf(value, '%d/%d');
      keep = keep & r.points.gamma_over_pi_num * fraction(2) == r.points.gamma_over_pi_den * fraction(1);
    elseif isfield(r.points, name)
      keep = keep & abs(r.points.(name) - value) <= 1e-12 * abs(value) + 1e-14;
    else
      error('ghd:parameter', 'no parameter %s; there are gamma_over_pi, %s', name, strjoin(fieldnames(r.points)', ', '));
    end
  end
  n = find(keep);
  if isempty(n)
    error('ghd:point', 'no such point; there are\n%s', listing(r, 1:r.n_points));
  elseif numel(n) > 1
    error('ghd:point', '%d points are left; say which of\n%s', numel(n), listing(r, n'));
  end
end

function text = listing(r, numbers)
  names = fieldnames(r.points)';
  text = '';
  for n = numbers
    words = cellfun(@(name) sprintf('%s=%.15g', name, r.points.(name)(n)), names, 'UniformOutput', false);
    text = sprintf('%s  %s\n', text, strjoin(words, ', '));
  end
end
