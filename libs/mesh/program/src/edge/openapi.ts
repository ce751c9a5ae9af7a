import { enumerateRoutes, Public } from '@atelier/access';
import { openApiDocument, operations } from '@atelier/contracts';
import { Controller, Get, type INestApplication, Injectable } from '@nestjs/common';

type Document = ReturnType<typeof openApiDocument>;

/** Holds the OpenAPI document of the routes that this program has. Made at the first request, so that starting stays quick. */
@Injectable()
export class OpenApiDocument {
  private application?: INestApplication;
  private document?: Document;

  describe(application: INestApplication): void {
    this.application = application;
  }

  get(): Document {
    if (!this.application) throw new Error('OpenApiDocument.describe has not been called.');
    this.document ??= openApiDocument(ownOperations(this.application));
    return this.document;
  }
}

@Controller('api/ml')
export class OpenApiController {
  constructor(private readonly document: OpenApiDocument) {}

  /** The OpenAPI 3.1 document of every route of this program. */
  @Get('openapi.json')
  @Public()
  openapi(): Document {
    return this.document.get();
  }
}

/** The contracts tell of the whole platform; a program of the mesh has a part of it. */
function ownOperations(application: INestApplication) {
  const own = new Set(enumerateRoutes(application).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`));
  return operations.filter(({ route }) => own.has(route));
}
